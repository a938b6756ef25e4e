package org.tongmai.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A province as files: {@code fhir/<uscc>/<serial>-<name>.json} (one transaction bundle each), {@code
 * hl7/<uscc>/<serial>-<name>.hl7} (one message each, without MLLP framing, in the institution's character set) and {@code
 * truth.csv}. Within an institution, names in alphabetical order are in time order; the directory bundle is serial 0.
 */
final class ProvinceFiles {

    private ProvinceFiles() {}

    static void write(Province province, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Institution institution : province.institutions()) {
                int serial = 0;
                for (Dispatch dispatch : province.dispatches(institution)) {
                    write(folder, dispatch, serial++);
                }
            }
            province.truth().writeTo(folder.resolve("truth.csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, Dispatch dispatch, int serial) throws IOException {
        String kind =
                switch (dispatch.form()) {
                    case FHIR -> "fhir";
                    case HL7V2 -> "hl7";
                };
        Path place = folder.resolve(kind).resolve(dispatch.institution());
        if (serial <= 1) {
            Files.createDirectories(place);
        }
        String name =
                "%07d-%s.%s".formatted(serial, dispatch.name(), dispatch.form().extension());
        Files.write(place.resolve(name), dispatch.body());
    }
}
