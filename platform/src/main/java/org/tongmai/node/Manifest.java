package org.tongmai.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * What a backup holds: each file with its size and SHA-256, each directory.
 *
 * @param created when the backup was made
 * @param postgresql major version of the database
 * @param files by path in the backup
 * @param folders paths of all directories, the empty ones included, parents first
 */
record Manifest(Instant created, int postgresql, Map<String, Sum> files, List<String> folders) {

    /** Name of the manifest in a backup; it is written last. */
    static final String NAME = "MANIFEST";

    private static final String FORMAT = "tongmai-backup 1";

    /** Size in bytes and SHA-256, hexadecimal. */
    record Sum(long size, String sha256) {}

    Manifest {
        files = Map.copyOf(files);
        folders = List.copyOf(folders);
    }

    long bytes() {
        return files.values().stream().mapToLong(Sum::size).sum();
    }

    String text() {
        StringBuilder text = new StringBuilder(FORMAT + "\ncreated " + created + "\npostgresql " + postgresql + "\n");
        folders.forEach(folder -> text.append("folder ").append(folder).append('\n'));
        files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> text.append("file ")
                        .append(file.getValue().sha256())
                        .append(' ')
                        .append(file.getValue().size())
                        .append(' ')
                        .append(file.getKey())
                        .append('\n'));
        return text.append("end ").append(files.size()).append('\n').toString();
    }

    /** @throws Problem {@code node.backup-broken} */
    static Manifest parse(String text) {
        try {
            List<String> lines = text.lines().toList();
            Map<String, Sum> files = new LinkedHashMap<>();
            List<String> folders = new ArrayList<>();
            for (String line : lines.subList(3, lines.size() - 1)) {
                String[] words = line.split(" ", 4);
                if (words[0].equals("file")) {
                    files.put(words[3], new Sum(Long.parseLong(words[2]), words[1]));
                } else {
                    folders.add(words[1]);
                }
            }
            boolean whole = lines.getFirst().equals(FORMAT) && lines.getLast().equals("end " + files.size());
            if (whole) {
                return new Manifest(
                        Instant.parse(lines.get(1).substring("created ".length())),
                        Integer.parseInt(lines.get(2).substring("postgresql ".length())),
                        files,
                        folders);
            }
        } catch (RuntimeException unreadable) {
            throw broken("its manifest cannot be read");
        }
        throw broken("its manifest is cut off, or of another format");
    }

    static Problem broken(String why) {
        return new Problem(
                Kind.CONFLICT,
                "node.backup-broken",
                "The backup is not whole: " + why + ".",
                "A backup is restored only if every file is as it was when the backup was made.",
                "Use another backup; copy this one again if it was copied.");
    }
}
