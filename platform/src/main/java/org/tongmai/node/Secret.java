package org.tongmai.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret of the node, generated at first use and kept in a file of mode 0600. */
final class Secret {

    /** 192 bits: 32 characters of the URL alphabet. */
    private static final int BYTES = 24;

    private Secret() {}

    /** The secret in {@code directory/name}, made now where it is missing. */
    static String of(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[BYTES];
                new SecureRandom().nextBytes(random);
                write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            }
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read the secret " + file, failure);
        }
    }

    private static void write(Path file, String secret) throws IOException {
        Path partial = Files.createTempFile(
                file.getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(partial, (secret + "\n").getBytes(StandardCharsets.US_ASCII));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
