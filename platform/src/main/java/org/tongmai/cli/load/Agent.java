package org.tongmai.cli.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;

/**
 * Takes the files that a hospital's system drops into folders named after data sets, sends each, and moves it to {@code done}
 * or {@code failed} beside a report, each name with the number of its load: yesterday's file of the same name stays. What was
 * sent under which number is written down before anything else, so an agent that is killed at any moment goes on where it
 * stood; and what it should send twice is stored once.
 */
public final class Agent implements AutoCloseable {

    /** The folder of the agent's own files. */
    static final String OWN = ".tongmai-agent";

    private static final String DONE = "done";

    private static final String FAILED = "failed";

    /** What was refused before it had a number bears the time. */
    private static final DateTimeFormatter REFUSED_AT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Node node;
    private final Duration settled;
    private final Clock clock;
    private final PrintWriter out;
    private final FileChannel lock;
    private final FileChannel journal;
    private final Map<String, Long> sent = new HashMap<>();

    /** What the agent needs of a node. */
    public interface Node {
        /** @return number of the load, durable at the node */
        long send(Path file, String dataset) throws IOException, InterruptedException;

        /** @return how a load stands at its end, or after a while */
        TableSender.Loaded await(long load) throws IOException, InterruptedException;

        byte[] rows(long load) throws InterruptedException;
    }

    /**
     * @param settled a file that changed later than so long ago is still being written
     * @throws IOException where another agent works in the folder
     */
    public Agent(Path folder, Node node, Duration settled, Clock clock, PrintWriter out) throws IOException {
        this.folder = folder;
        this.node = node;
        this.settled = settled;
        this.clock = clock;
        this.out = out;
        Path own = Files.createDirectories(folder.resolve(OWN));
        this.lock = FileChannel.open(own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException("another agent works in " + folder);
        }
        Path state = own.resolve("sent");
        if (Files.exists(state)) {
            recall(Files.readAllBytes(state));
        }
        keepOnlyWhatLies(state);
        this.journal =
                FileChannel.open(state, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Byte by byte up to the last end of a line: what a kill or a full disk cut off may end inside a character. */
    private void recall(byte[] written) {
        int end = written.length;
        while (end > 0 && written[end - 1] != '\n') {
            end--;
        }
        new String(written, 0, end, StandardCharsets.UTF_8).lines().forEach(this::recall);
    }

    /** Forgets files that are gone, and a line that was cut off. */
    private void keepOnlyWhatLies(Path state) throws IOException {
        Set<String> lying = new HashSet<>();
        for (Path dataset : folders(folder)) {
            try (Stream<Path> all = Files.list(dataset)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    lying.add(key(file));
                }
            }
        }
        sent.keySet().retainAll(lying);
        StringBuilder kept = new StringBuilder();
        sent.forEach((key, load) -> kept.append(line(load, key)));
        write(state, kept.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String line(long load, String key) {
        return load + "\t" + key + "\t.\n";
    }

    private void recall(String line) {
        String[] parts = line.split("\t");
        if (parts.length == 3 && parts[2].equals(".") && parts[0].matches("\\d{1,18}")) {
            sent.put(parts[1], Long.parseLong(parts[0]));
        }
    }

    /**
     * Sends what lies there now, the oldest name first.
     *
     * @return how many files were sent to their end
     */
    public int round() throws IOException, InterruptedException {
        int ended = 0;
        for (Path dataset : folders(folder)) {
            for (Path file : files(dataset)) {
                ended += end(file, String.valueOf(dataset.getFileName())) ? 1 : 0;
            }
        }
        return ended;
    }

    private boolean end(Path file, String dataset) throws IOException, InterruptedException {
        String key = key(file);
        try {
            Long known = sent.get(key);
            long load = known == null ? node.send(file, dataset) : known;
            if (known == null) {
                remember(load, key);
            }
            TableSender.Loaded loaded = node.await(load);
            if (!loaded.ended()) {
                say(file, "still being read as load " + load);
                return false;
            }
            return end(file, key, loaded);
        } catch (Problem refused) {
            if (refused.code().equals("cli.node-unreachable") || refused.code().equals("cli.not-allowed")) {
                throw refused;
            }
            return move(
                    file,
                    key,
                    FAILED,
                    REFUSED_AT.format(clock.instant()),
                    refused.code() + "\n" + refused.what() + "\n" + refused.mend());
        }
    }

    private boolean end(Path file, String key, TableSender.Loaded loaded) throws IOException, InterruptedException {
        boolean done = loaded.state().equals("DONE");
        String load = Long.toString(loaded.load());
        String report = "load " + load + ": " + loaded.state() + ", rows " + loaded.rows() + ", stored "
                + loaded.stored() + ", refused " + loaded.refused() + ", waiting " + loaded.waiting();
        if (!done) {
            report += "\n" + String.join("\n", loaded.refusal());
        }
        Path rows = target(file, DONE, load, ".rows.csv");
        if (done && loaded.complete()) {
            Files.deleteIfExists(rows);
        } else if (done) {
            write(rows, node.rows(loaded.load()));
        }
        return move(file, key, done ? DONE : FAILED, load, report);
    }

    /**
     * The report first: a file that has been moved is never looked at again. A file that was replaced meanwhile is another one,
     * and stays to be sent.
     */
    private boolean move(Path file, String key, String where, String number, String report) throws IOException {
        write(target(file, where, number, ".txt"), (report + "\n").getBytes(StandardCharsets.UTF_8));
        boolean same = Files.exists(file) && key(file).equals(key);
        if (same) {
            Files.move(file, target(file, where, number, ""), StandardCopyOption.ATOMIC_MOVE);
        }
        String first = report.lines().findFirst().orElse("");
        say(file, same ? "→ " + where + ": " + first : "replaced meanwhile, is sent anew; of the one before: " + first);
        return true;
    }

    private void say(Path file, String what) {
        out.println(folder.relativize(file) + " " + what);
        out.flush();
    }

    private static Path target(Path file, String where, String number, String suffix) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(where));
        return folder.resolve(number + "-" + file.getFileName() + suffix);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void remember(long load, String key) throws IOException {
        sent.put(key, load);
        ByteBuffer line = ByteBuffer.wrap(line(load, key).getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            journal.write(line);
        }
        journal.force(true);
    }

    /** A file by its name, length and time: another of the same name is another file. */
    private String key(Path file) throws IOException {
        return folder.relativize(file).toString().replaceAll("[\\t\\r\\n]", " ") + "|" + Files.size(file) + "|"
                + Files.getLastModifiedTime(file).toMillis();
    }

    private List<Path> files(Path dataset) throws IOException {
        long before = clock.instant().minus(settled).toEpochMilli();
        try (Stream<Path> all = Files.list(dataset)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> !file.toString().endsWith(".part")
                            && !file.toString().endsWith(".tmp"))
                    .filter(file -> file.toFile().lastModified() <= before)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory)
                    .filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        try (lock;
                journal) {
            out.flush();
        }
    }
}
