package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.tongmai.access.Accounts;
import org.tongmai.access.Clients;
import org.tongmai.exchange.NodeDoor;
import org.tongmai.node.NodeSettings;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.recognition.QualityRecords;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import picocli.CommandLine.Model.CommandSpec;

/** A node of the demonstration. */
final class DemoNode implements AutoCloseable {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Duration LINKING_LIMIT = Duration.ofMinutes(5);
    private static final String DAY = "demo-day";

    private final NodeSettings settings;
    private final Serving serving;

    DemoNode(NodeSettings settings) {
        this.settings = settings;
        this.serving = Serving.start(settings);
    }

    String url() {
        return serving.url();
    }

    <T> T bean(Class<T> type) {
        return serving.bean(type);
    }

    Path data() {
        return settings.data();
    }

    /** Starts its sandbox in the background. */
    void sandbox(SandboxNode.Ports ports, PrintWriter out, PrintWriter err) {
        SandboxNode.beside(serving, settings, ports, out, err);
    }

    /** What its operator does beside the node while it runs. */
    NodeDoor door() {
        return NodeDoor.on(bean(DataSource.class), data(), Clock.systemUTC());
    }

    /**
     * The province as it is simulated at this node; its open encounters are of the day on which the demonstration began.
     *
     * @param visited whether the scripted resident lives elsewhere
     */
    Province province(CommandSpec spec, long seed, int residents, boolean visited) throws IOException {
        ProvinceSettings wanted = SimulateCommand.settings(spec, seed, residents, settings.region(), day())
                .at(LocalTime.now(Clock.system(ZONE)));
        return Province.generate(visited ? wanted.asVisited() : wanted.withEpidemic());
    }

    DemoAccounts accounts(Province province, String password) {
        return new DemoAccounts(bean(Accounts.class), bean(Clients.class), province, data(), password);
    }

    /** At the first run the institutions send what they have. */
    void fill(Province province, DemoAccounts accounts, PrintWriter err) throws IOException, InterruptedException {
        if (Files.exists(marker())) {
            return;
        }
        err.println("The institutions send their records …");
        long start = System.nanoTime();
        DemoProvince.Sent sent = new DemoProvince(
                        province,
                        accounts,
                        URI.create(url()),
                        serving.mllpPort().orElseThrow())
                .send();
        err.printf(
                Locale.ROOT,
                "%,d bundles and messages accepted, refused %s, in %.1f s%n",
                sent.accepted(),
                sent.refused(),
                (System.nanoTime() - start) / 1e9);
        bean(QualityRecords.class).record(DemoQuality.csv(province), "demo");
        bean(Persons.class).awaitCaughtUp(LINKING_LIMIT);
        Files.writeString(marker(), province.settings().today().toString());
    }

    /** Opens the event that the CDC of the demonstration commands. */
    void command(Province province) {
        new DemoEvent(serving).open(province);
    }

    /** The scripted resident, once one of her registrations is stored. */
    Optional<Identity> resident() {
        return bean(Persons.class).search(DemoResident.ID_NUMBER).stream().findFirst();
    }

    private LocalDate day() throws IOException {
        return Files.exists(marker())
                ? LocalDate.parse(Files.readString(marker()).strip())
                : LocalDate.now(Clock.system(ZONE));
    }

    private Path marker() {
        return data().resolve(DAY);
    }

    @Override
    public void close() {
        serving.close();
    }
}
