package org.tongmai.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Who each local patient really is: what linking is scored against. */
public final class Truth {

    /** Columns of the file. Errors are parted by spaces. */
    public static final String HEAD = "institution,local_id,resident_id,household,twin,errors";

    private final List<LocalPatient> locals;

    Truth(List<LocalPatient> locals) {
        this.locals = locals;
    }

    /** Every local patient of every institution. */
    public List<LocalPatient> locals() {
        return locals;
    }

    /** The table as CSV in UTF-8, with {@link #HEAD}. No value holds a comma or a quote. */
    public String csv() {
        StringBuilder csv = new StringBuilder(HEAD).append('\n');
        for (LocalPatient local : locals) {
            csv.append(local.institution().uscc())
                    .append(',')
                    .append(local.localId())
                    .append(',')
                    .append(local.resident().id())
                    .append(',')
                    .append(local.resident().household())
                    .append(',')
                    .append(local.resident().twin())
                    .append(',')
                    .append(local.errors().stream().map(Enum::name).collect(Collectors.joining(" ")))
                    .append('\n');
        }
        return csv.toString();
    }

    /** Writes the table. */
    public void writeTo(Path file) {
        try {
            Files.writeString(file, csv(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
