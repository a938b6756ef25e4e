package org.tongmai.cli.match;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tongmai.person.linkage.Linkage;
import org.tongmai.person.linkage.PairExplanation;
import org.tongmai.person.linkage.Table;

/**
 * Files that appear whole or not at all: each is written under another name and gets its own once all are written. A device or a
 * pipe is no file to be replaced: it is written into.
 */
public final class Outputs implements AutoCloseable {

    /** Writes one file. */
    public interface Content {
        void to(BufferedWriter out) throws IOException;
    }

    private final Map<Path, Path> written = new LinkedHashMap<>();

    /** Writes a file under a name that nobody looks for. */
    public void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.WRITE)) {
                content.to(out);
            }
            return;
        }
        Path target = target(file);
        Path draft = Files.createTempFile(target.getParent(), ".tongmai-", ".part");
        written.put(target, draft);
        try (BufferedWriter out = Files.newBufferedWriter(draft)) {
            content.to(out);
        }
    }

    /** Whether two names lead to one file, through links as well. */
    public static boolean same(Path one, Path other) throws IOException {
        return Files.exists(one) && Files.exists(other)
                ? Files.isSameFile(one, other)
                : target(one).equals(target(other));
    }

    /** Where a file is or will be, behind the links that lead to it. */
    private static Path target(Path file) throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path named = file.toAbsolutePath().normalize();
        Path folder = named.getParent();
        if (folder == null || !Files.exists(folder)) {
            return named;
        }
        Path real = folder.toRealPath();
        return Files.isSymbolicLink(named)
                ? real.resolve(Files.readSymbolicLink(named)).normalize()
                : real.resolve(named.getFileName());
    }

    /** Gives all files their names. */
    public void publish() throws IOException {
        for (Map.Entry<Path, Path> each : written.entrySet()) {
            Files.move(
                    each.getValue(),
                    each.getKey(),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        written.clear();
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        for (Path draft : written.values()) {
            Files.deleteIfExists(draft);
        }
    }

    /** One row for each row of the table, in its order: what names it, and the number of its cluster. */
    public static void clusters(Table table, Roles roles, int[] clusters, BufferedWriter out) throws IOException {
        out.write(quoted(roles.id().map(table.columns()::get).orElse("row")) + ",cluster\n");
        for (int row = 0; row < clusters.length; row++) {
            out.write(quoted(name(table, roles, row)) + ',' + clusters[row] + '\n');
        }
    }

    /** One row for each linked or near pair, the heaviest first. */
    public static void pairs(Table table, Roles roles, Linkage linkage, BufferedWriter out) throws IOException {
        var header = new ArrayList<>(List.of("id_1", "id_2", "decision", "bits", "needed", "prior", "together"));
        linkage.fields().forEach(field -> header.addAll(List.of(field, field + " bits")));
        header.add("would change");
        out.write(row(header));
        try {
            linkage.explain(pair -> write(table, roles, pair, out));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static void write(Table table, Roles roles, PairExplanation pair, BufferedWriter out) {
        var fields = new ArrayList<>(List.of(
                name(table, roles, pair.one()),
                name(table, roles, pair.other()),
                pair.decision(),
                bits(pair.bits()),
                bits(org.tongmai.person.linkage.LinkageModel.LINK_LEAST),
                bits(pair.prior()),
                bits(pair.together())));
        pair.evidence().forEach(each -> fields.addAll(List.of(each.finding().word(), bits(each.bits()))));
        fields.add(pair.wouldChange());
        try {
            out.write(row(fields));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String bits(double bits) {
        return String.format(Locale.ROOT, "%.2f", bits);
    }

    private static String name(Table table, Roles roles, int row) {
        return roles.id().map(column -> table.value(column, row)).orElseGet(() -> String.valueOf(row + 1));
    }

    private static String row(List<String> fields) {
        return String.join(",", fields.stream().map(Outputs::quoted).toList()) + '\n';
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(each -> each == ',' || each == '"' || each == '\n' || each == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
