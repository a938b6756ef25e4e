package org.tongmai.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * As whom the database's programs run. PostgreSQL refuses to run as root: there it runs in a user namespace of its own,
 * in which it is nobody, or, where the kernel forbids that, as the system's user {@code postgres} or {@code nobody}.
 *
 * @param prefix the command put before each program
 * @param owner the user whom the database's files must belong to; null where it is the present one
 */
record PostgresUser(List<String> prefix, @Nullable String owner) {

    private static final List<String> OTHERS = List.of("postgres", "nobody");

    PostgresUser {
        prefix = List.copyOf(prefix);
    }

    /** @throws Problem {@code node.root-cannot-run-postgresql} */
    static PostgresUser present() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new PostgresUser(List.of(), null);
        }
        if (succeeds("unshare", "-U", "true")) {
            return new PostgresUser(List.of("unshare", "-U"), null);
        }
        for (String user : OTHERS) {
            List<String> prefix = List.of("setpriv", "--reuid=" + user, "--regid=" + group(user), "--clear-groups");
            if (succeeds(with(prefix, "true"))) {
                return new PostgresUser(prefix, user);
            }
        }
        throw new Problem(
                Kind.NOT_SUPPORTED,
                "node.root-cannot-run-postgresql",
                "PostgreSQL does not run as root, and this machine offers no other way.",
                "Neither a user namespace (unshare -U) nor another user (setpriv) is available.",
                "Run tongmai as an ordinary user, or give your own database with --database.");
    }

    /** The full command line of a program. */
    List<String> command(String... program) {
        return List.of(with(prefix, program));
    }

    /** Hands a tree of files to the user who must own it. */
    void own(Path tree) {
        if (owner == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            UserPrincipal user =
                    tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
            for (Path path : paths.toList()) {
                Files.setOwner(path, user);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot give " + tree + " to " + owner, failure);
        }
    }

    private static String[] with(List<String> prefix, String... program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(program));
        return command.toArray(String[]::new);
    }

    private static String group(String user) {
        Optional<String> line;
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            line = lines.filter(entry -> entry.startsWith(user + ":")).findFirst();
        } catch (IOException unreadable) {
            return user;
        }
        return line.map(entry -> entry.split(":", -1)[3]).orElse(user);
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
