package org.tongmai.node;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;

/** Whether this machine can carry a node. */
final class MachineChecks {

    /** The server takes one gigabyte and its database another. */
    private static final long MEMORY_NEEDED = 2L << 30;

    /** The log alone may take two gigabytes between checkpoints. */
    private static final long DISK_NEEDED = 3L << 30;

    private static final long DISK_WANTED = 20L << 30;

    private static final int JDK = 25;

    /** A file written now must not be dated further away than this. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(2);

    /** No build of this program is older; a clock before it was never set. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private MachineChecks() {}

    static Check jdk() {
        int feature = Runtime.version().feature();
        return feature >= JDK
                ? Check.ok("jdk", Runtime.version().toString())
                : Check.failed(
                        "jdk", Runtime.version().toString(), "Install JDK 25 or newer, or set JAVA_HOME to one.");
    }

    static Check memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize();
        String found = megabytes(total) + " MB in all, " + megabytes(system.getFreeMemorySize()) + " MB unused";
        return total >= MEMORY_NEEDED
                ? Check.ok("memory", found)
                : Check.failed("memory", found, "Give the machine or the container at least 2 GB.");
    }

    static Check disk(Path directory) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        String found = megabytes(free) + " MB free at " + existing;
        if (free < DISK_NEEDED) {
            return Check.failed(
                    "disk", found, "Free at least 3 GB, or put the data directory on another disk (--data).");
        }
        return free < DISK_WANTED
                ? Check.warning("disk", found, "A province grows by gigabytes a day; give it a disk of its own.")
                : Check.ok("disk", found);
    }

    static Check clock(Clock clock) throws IOException {
        Path probe = Files.createTempFile("tongmai-clock", "");
        try {
            Instant now = clock.instant();
            Duration difference = Duration.between(
                            Files.getLastModifiedTime(probe).toInstant(), now)
                    .abs();
            if (now.isBefore(EARLIEST) || difference.compareTo(CLOCK_DIFFERENCE) > 0) {
                return Check.failed("clock", "it is " + now + "?", "Set the clock, and keep it set (chrony, ntpd).");
            }
            return synchronised()
                    ? Check.ok("clock", now + ", kept by NTP")
                    : Check.warning(
                            "clock",
                            now + ", nothing says that it is kept",
                            "Run chrony or ntpd: times of records and the validity of tokens depend on the clock.");
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean synchronised() {
        if (Files.exists(Path.of("/run/systemd/timesync/synchronized"))) {
            return true;
        }
        try {
            Process asked = new ProcessBuilder("timedatectl", "show", "-p", "NTPSynchronized", "--value")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return asked.waitFor(5, TimeUnit.SECONDS) && answer.strip().equals("yes");
        } catch (IOException unknown) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Check port(String name, String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return Check.ok(name, port + " is free");
        } catch (IOException taken) {
            return Check.warning(
                    name,
                    port + " is taken",
                    "`ss -ltnp` shows by whom; a node can use another one with --" + name + ".");
        }
    }

    static Check postgresUser() {
        try {
            PostgresUser user = PostgresUser.present();
            String how = user.prefix().isEmpty() ? "as the present user" : String.join(" ", user.prefix());
            return Check.ok("database-user", "PostgreSQL runs " + how);
        } catch (Problem problem) {
            return Check.failed("database-user", problem.what(), problem.mend());
        }
    }

    static Check secrets(Path directory) throws IOException {
        Path secrets = directory.resolve("secrets");
        if (!Files.isDirectory(secrets)) {
            return Check.ok("secrets", "none yet");
        }
        List<Path> open;
        int all;
        try (Stream<Path> files = Files.walk(secrets)) {
            List<Path> list = files.toList();
            all = list.size() - 1;
            open = list.stream().filter(MachineChecks::readableByOthers).toList();
        }
        return open.isEmpty()
                ? Check.ok("secrets", all + ", readable by their owner only")
                : Check.failed("secrets", "others can read " + open, "chmod -R go= " + secrets);
    }

    private static boolean readableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains);
        } catch (IOException unreadable) {
            return true;
        }
    }

    /** Pages use the reader's own fonts; documents that the server prints need one with Chinese characters. */
    static Check fonts() throws IOException {
        for (String place : List.of("/usr/share/fonts", "/usr/local/share/fonts")) {
            Path root = Path.of(place);
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root)) {
                var font = files.map(path -> path.getFileName().toString())
                        .filter(name ->
                                name.matches("(?i).*(cjk|sanssc|serifsc|wqy|uming|ukai|sourcehan).*\\.(ttf|ttc|otf)"))
                        .findFirst();
                if (font.isPresent()) {
                    return Check.ok("fonts", font.get());
                }
            }
        }
        return Check.warning(
                "fonts",
                "no font with Chinese characters",
                "Install one (Debian, Ubuntu: apt install fonts-noto-cjk); without it screenshots and prints made on this "
                        + "machine show boxes.");
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
