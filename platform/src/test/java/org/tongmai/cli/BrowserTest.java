package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Accounts;
import org.tongmai.access.Clients;
import org.tongmai.access.Participants;
import org.tongmai.node.NodeSettings;
import org.tongmai.person.Persons;
import org.tongmai.recognition.QualityRecords;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;

/** The stories of doctor, resident, institution and operator in a real browser, on the node and the people of the demonstration. */
class BrowserTest {

    private static final int RESIDENTS = 40;

    @TempDir
    private Path data;

    @Test
    void theStoriesOfDoctorResidentInstitutionAndOperatorHoldAt390And1440Pixels()
            throws IOException, InterruptedException {
        int mllp = BrowserRun.freePort();
        var settings = new NodeSettings(
                data,
                "127.0.0.1",
                BrowserRun.freePort(),
                mllp,
                -1,
                null,
                NodeSettings.Role.PROVINCE,
                "330000",
                NodeSettings.Auth.REQUIRED);
        LocalDateTime now = LocalDateTime.now(ZoneId.of("Asia/Shanghai"));
        var province = Province.generate(new ProvinceSettings(7, RESIDENTS, settings.region(), now.toLocalDate())
                .at(now.toLocalTime())
                .withEpidemic());

        // the test of a code that dies waits for it
        System.setProperty("tongmai.healthcode.life", "30s");
        try (Serving serving = Serving.start(settings, List.of("--tongmai.access.second-factor=optional"))) {
            var accounts = new DemoAccounts(
                    serving.bean(Accounts.class),
                    serving.bean(Clients.class),
                    province,
                    data,
                    DemoAccounts.password(data));
            accounts.staff();
            accounts.cdc(serving.bean(Participants.class));
            new DemoProvince(province, accounts, URI.create(serving.url()), mllp).send();
            new DemoEvent(serving).open(province);
            serving.bean(QualityRecords.class).record(DemoQuality.csv(province), "demo");
            assertThat(serving.bean(Persons.class).awaitCaughtUp(Duration.ofMinutes(2)))
                    .isTrue();
            accounts.resident(
                    serving.bean(Persons.class).search(DemoResident.ID_NUMBER).getFirst());

            String password = DemoAccounts.password(data);
            String said = new BrowserRun(serving.url(), data)
                    .person("doctor", "doctor.b", password)
                    .person("resident", "resident", password)
                    .person("it", "it.a", password)
                    .person("steward", "steward", password)
                    .person("reviewer", "reviewer", password)
                    .person("researcher", "researcher", password)
                    .person("ethics", "ethics", password)
                    .person("ethics.second", "ethics.second", password)
                    .person("cdc", "cdc.county", password)
                    .person("operator", "operator.demo", password)
                    .with("TONGMAI_MLLP", "127.0.0.1:" + mllp)
                    .run("");
            assertThat(said).contains("the record at 390 px", "the record at 1440 px");
        } finally {
            System.clearProperty("tongmai.healthcode.life");
        }
    }
}
