package org.tongmai.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that many need first at the same moment. */
class PrivateFilesTest {

    @TempDir
    Path directory;

    @Test
    void all_who_are_first_get_the_same_secret() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path file = directory.resolve("secret-" + round);
            List<Callable<String>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(() -> HexFormat.of().formatHex(PrivateFiles.random(file, 32)));
            }
            try (var threads = Executors.newFixedThreadPool(8)) {
                for (var read : threads.invokeAll(readers)) {
                    assertThat(read.get()).isEqualTo(HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
    }
}
