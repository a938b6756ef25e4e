package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that were named, or lie in the folders that were named.
 *
 * @param directories files that hold institutions and staff: sent first, because the others refer to them
 * @param records all other files that can be sent, in the order of their names
 * @param unrecognised what was named and cannot be sent, with the reason
 * @param passedOver files in folders that are of another form, such as the list of who is who beside simulated records
 */
record Sources(
        List<Path> directories, List<Path> records, List<Unrecognised> unrecognised, List<Unrecognised> passedOver) {

    /** A file that is not sent, and why. */
    record Unrecognised(Path file, String why) {}

    private static final int HEAD_BYTES = 8192;
    private static final Pattern TYPE = Pattern.compile("\"resourceType\"\\s*:\\s*\"(\\w+)\"");
    private static final Set<String> DIRECTORY =
            Set.of("Organization", "Practitioner", "PractitionerRole", "Location", "HealthcareService", "Endpoint");

    Sources {
        directories = List.copyOf(directories);
        records = List.copyOf(records);
        unrecognised = List.copyOf(unrecognised);
        passedOver = List.copyOf(passedOver);
    }

    static Sources of(List<Path> paths) throws IOException {
        List<Path> directories = new ArrayList<>();
        List<Path> records = new ArrayList<>();
        List<Unrecognised> unrecognised = new ArrayList<>();
        List<Unrecognised> passedOver = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                unrecognised.add(new Unrecognised(path, "there is no such file or folder"));
                continue;
            }
            for (Path file : filesBelow(path)) {
                switch (Form.of(file)) {
                    case UNKNOWN ->
                        (file.equals(path) ? unrecognised : passedOver).add(new Unrecognised(file, Form.KNOWN));
                    case JSON, NDJSON -> (isDirectory(file) ? directories : records).add(file);
                    case HL7V2 -> records.add(file);
                }
            }
        }
        return new Sources(directories, records, unrecognised, passedOver);
    }

    /** What a file is, by its name. */
    enum Form {
        JSON,
        NDJSON,
        HL7V2,
        UNKNOWN;

        static final String KNOWN = "not .json, .ndjson or .hl7";

        static Form of(Path file) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".json")) {
                return JSON;
            }
            if (name.endsWith(".ndjson")) {
                return NDJSON;
            }
            return name.endsWith(".hl7") ? HL7V2 : UNKNOWN;
        }
    }

    private static List<Path> filesBelow(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** A guess from the first kilobytes; where it is wrong, the file only waits a round longer. */
    private static boolean isDirectory(Path file) throws IOException {
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
        }
        Matcher types = TYPE.matcher(head);
        while (types.find()) {
            if (!"Bundle".equals(types.group(1))) {
                return DIRECTORY.contains(types.group(1));
            }
        }
        return false;
    }
}
