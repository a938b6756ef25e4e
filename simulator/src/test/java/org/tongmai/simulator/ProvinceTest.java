package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvinceTest {

    @Test
    void equal_settings_give_the_same_bytes() {
        String once = fingerprint(Province.generate(Provinces.settings(42, 120)));
        String again = fingerprint(Province.generate(Provinces.settings(42, 120)));
        String otherSeed = fingerprint(Province.generate(Provinces.settings(43, 120)));

        assertThat(again).isEqualTo(once);
        assertThat(otherSeed).isNotEqualTo(once);
    }

    @Test
    void two_thousand_residents_take_less_than_twenty_seconds() {
        long start = System.nanoTime();

        Province province = Province.generate(Provinces.settings(1, 2_000));
        long bytes = 0;
        int count = 0;
        for (Institution institution : province.institutions()) {
            for (Dispatch dispatch : province.dispatches(institution)) {
                bytes += dispatch.body().length;
                count++;
            }
        }

        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(count).isGreaterThan(10_000);
        assertThat(bytes).isGreaterThan(50_000_000);
        assertThat(taken).isLessThan(Duration.ofSeconds(20));
    }

    private static String fingerprint(Province province) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Provinces.all(province).forEach(dispatch -> digest.update(dispatch.body()));
            digest.update(province.truth().csv().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void written_files_are_the_dispatches_and_the_truth(@TempDir Path folder) throws IOException {
        Province province = Province.generate(Provinces.settings(3, 40));

        province.writeTo(folder);

        List<byte[]> written;
        try (Stream<Path> files = Files.walk(folder)) {
            written = files.filter(file ->
                            file.toString().endsWith(".json") || file.toString().endsWith(".hl7"))
                    .map(ProvinceTest::read)
                    .toList();
        }
        assertThat(written).hasSameSizeAs(Provinces.all(province));
        assertThat(folder.resolve("truth.csv"))
                .hasContent(province.truth().csv().strip());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
