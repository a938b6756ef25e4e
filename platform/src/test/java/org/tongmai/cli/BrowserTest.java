package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Accounts;
import org.tongmai.access.Clients;
import org.tongmai.node.NodeSettings;
import org.tongmai.person.Persons;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;

/** The stories of doctor, resident, institution and operator in a real browser, on the node and the people of the demonstration. */
class BrowserTest {

    private static final int RESIDENTS = 40;
    private static final int MINUTES_MAX = 8;

    @TempDir
    private Path data;

    @Test
    void theStoriesOfDoctorResidentInstitutionAndOperatorHoldAt390And1440Pixels()
            throws IOException, InterruptedException {
        int mllp = freePort();
        var settings = new NodeSettings(
                data,
                "127.0.0.1",
                freePort(),
                mllp,
                -1,
                null,
                NodeSettings.Role.PROVINCE,
                "330000",
                NodeSettings.Auth.REQUIRED);
        LocalDateTime now = LocalDateTime.now(ZoneId.of("Asia/Shanghai"));
        var province = Province.generate(
                new ProvinceSettings(7, RESIDENTS, settings.region(), now.toLocalDate()).at(now.toLocalTime()));

        // the test of a code that dies waits for it
        System.setProperty("tongmai.healthcode.life", "30s");
        try (Serving serving = Serving.start(settings)) {
            var accounts = new DemoAccounts(serving.bean(Accounts.class), serving.bean(Clients.class), province, data);
            accounts.staff();
            new DemoProvince(province, accounts, URI.create(serving.url()), mllp).send();
            assertThat(serving.bean(Persons.class).awaitCaughtUp(Duration.ofMinutes(2)))
                    .isTrue();
            accounts.resident(
                    serving.bean(Persons.class).search(DemoResident.ID_NUMBER).getFirst());

            browser(serving.url(), accounts.password(), mllp);
        } finally {
            System.clearProperty("tongmai.healthcode.life");
        }
    }

    /** Runs the browser tests of the portal; what they say goes to {@code target/browser-tests.log}. */
    private void browser(String url, String password, int mllp) throws IOException, InterruptedException {
        Path people = data.resolve("accounts.json");
        Files.writeString(
                people,
                "{"
                        + String.join(
                                ",",
                                List.of(
                                        person("doctor", "doctor.b", password),
                                        person("resident", "resident", password),
                                        person("it", "it.a", password),
                                        person("steward", "steward", password),
                                        person("operator", "operator.demo", password)))
                        + "}",
                StandardCharsets.UTF_8);
        Path screenshots =
                Files.createDirectories(Path.of("target", "screenshots").toAbsolutePath());
        Path log = Path.of("target", "browser-tests.log").toAbsolutePath();
        var process = new ProcessBuilder("node", "e2e/run.mjs", url)
                .directory(Path.of("..", "portal").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        process.environment().put("TONGMAI_ACCOUNTS", people.toString());
        process.environment().put("TONGMAI_MLLP", "127.0.0.1:" + mllp);
        process.environment().put("TONGMAI_SCREENSHOTS", screenshots.toString());
        Process running = process.start();
        if (!running.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
            running.destroyForcibly();
            throw new AssertionError("the browser tests took longer than " + MINUTES_MAX + " minutes");
        }
        String said = Files.readString(log);
        assertThat(running.exitValue()).as(said).isZero();
        assertThat(said).contains("the record at 390 px", "the record at 1440 px", "fail 0");
    }

    private static String person(String role, String login, String password) {
        return "\"%s\":{\"account\":\"%s\",\"password\":\"%s\"}".formatted(role, login, password);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
