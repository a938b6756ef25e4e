package org.tongmai.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.kernel.crypto.NationalSuiteTest.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.Tools;

/** Private keys sign where they lie, survive a restart and are nobody else's to read. */
class KeyVaultTest {

    private static final Path SOFTHSM = Path.of("/usr/lib/softhsm/libsofthsm2.so");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"national", "international"})
    void a_key_made_in_a_file_signs_after_a_restart(String word) {
        Suite suite = Suite.of(word).orElseThrow();
        Path file = directory.resolve("keys.p12");
        PublicKey key = KeyFile.in(file, suite, Clock.systemUTC()).make("2026-1");

        KeyFile again = KeyFile.in(file, suite, Clock.systemUTC());

        assertThat(again.names()).containsExactly("2026-1");
        assertThat(suite.verification(key).verify(text("code"), again.sign("2026-1", text("code"))))
                .isTrue();
    }

    @Test
    void processes_that_share_a_file_lose_no_key_of_each_other() throws Exception {
        Path file = directory.resolve("keys.p12");
        KeyFile one = KeyFile.in(file, NationalSuite.INSTANCE, Clock.systemUTC());
        KeyFile other = KeyFile.in(file, NationalSuite.INSTANCE, Clock.systemUTC());
        List<Callable<PublicKey>> makers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "key-" + i;
            KeyFile at = i % 2 == 0 ? one : other;
            makers.add(() -> at.make(name));
        }

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var made : threads.invokeAll(makers)) {
                made.get();
            }
        }

        assertThat(one.names()).hasSize(8).isEqualTo(other.names());
        assertThat(other.sign("key-0", text("code"))).hasSize(Suite.SIGNATURE_BYTES);
    }

    @Test
    void a_key_that_is_known_signs_without_reading_the_file_again() throws IOException {
        Path file = directory.resolve("keys.p12");
        KeyFile vault = KeyFile.in(file, NationalSuite.INSTANCE, Clock.systemUTC());
        vault.make("1");
        vault.sign("1", text("code"));

        Files.delete(file);

        assertThat(vault.sign("1", text("code"))).hasSize(Suite.SIGNATURE_BYTES);
        assertThatThrownBy(() -> vault.sign("2", text("code"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_file_and_its_password_are_the_owner_s_alone() throws IOException {
        KeyFile.in(directory.resolve("keys.p12"), NationalSuite.INSTANCE, Clock.systemUTC())
                .make("1");

        for (String name : List.of("keys.p12", "keys.p12.password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_key_made_in_a_token_signs_there() throws Exception {
        Tools.need(SOFTHSM);
        Path configuration = softToken();
        KeyToken token = KeyToken.open(configuration, "1234".toCharArray(), Clock.systemUTC());
        Suite suite = InternationalSuite.INSTANCE;

        PublicKey key = token.make("2026-1");

        assertThat(token.names()).contains("2026-1");
        assertThat(suite.verification(suite.decode(suite.encode(key)))
                        .verify(text("code"), token.sign("2026-1", text("code"))))
                .isTrue();
    }

    /** SoftHSM reads where its tokens lie from the environment of the process, so surefire sets it. */
    private static Path softToken() throws Exception {
        String named = System.getenv("SOFTHSM2_CONF");
        Tools.need(named != null, "SOFTHSM2_CONF is not set");
        Path configuration = Path.of(String.valueOf(named));
        Path tokens = Files.createDirectories(configuration.resolveSibling("tokens"));
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
        Process made = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        "tongmai",
                        "--so-pin",
                        "1234",
                        "--pin",
                        "1234")
                .redirectErrorStream(true)
                .start();
        assertThat(made.waitFor())
                .as(new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isZero();
        Path provider = configuration.resolveSibling("pkcs11.cfg");
        Files.writeString(provider, "name = tongmai\nlibrary = " + SOFTHSM + "\nslotListIndex = 0\n");
        return provider;
    }
}
