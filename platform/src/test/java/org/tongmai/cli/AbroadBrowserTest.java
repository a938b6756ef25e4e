package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of two provinces and the nation in a browser, with the nodes that the demonstration starts. */
class AbroadBrowserTest {

    @TempDir
    private Path data;

    @Test
    void aDoctorOfAnotherProvinceSeesWhatTheResidentAllowsAndTheOperatorsSeeTheNodes()
            throws IOException, InterruptedException {
        int port = BrowserRun.freePorts(8);
        DemoCommand demo = (DemoCommand) Objects.requireNonNull(Main.commandLine()
                        .parseArgs(
                                "demo",
                                "--data=" + data,
                                "--residents=3",
                                "--port=" + port,
                                "--mllp-port=" + (port + 3),
                                "--exchange-port=" + (port + 5))
                        .subcommand())
                .commandSpec()
                .userObject();
        List<DemoNode> nodes = demo.nodes();
        try {
            String password = DemoAccounts.password(data.resolve("330000"));
            String said = new BrowserRun(nodes.get(1).url(), data)
                    .person("resident", "resident", password)
                    .person("doctor", "doctor.lz", password)
                    .person("operator", "operator.gs", password)
                    .person("nation", "operator.nation", password)
                    .withFile(
                            "TONGMAI_ABROAD",
                            "{\"nation\":\"%s\",\"away\":\"%s\"}"
                                    .formatted(
                                            nodes.get(0).url(),
                                            nodes.get(2).url().replace("127.0.0.1", "localhost")))
                    .run("abroad");

            assertThat(said).contains("a record across provinces at 390 px", "the nodes at 1440 px");
        } finally {
            nodes.reversed().forEach(DemoNode::close);
        }
    }
}
