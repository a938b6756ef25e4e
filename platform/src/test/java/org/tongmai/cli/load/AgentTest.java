package org.tongmai.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** An agent before a folder into which a hospital's system drops its tables. */
class AgentTest {

    private static final Instant NOW = Instant.parse("2026-03-01T06:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void whatWasSentIsMovedWithItsReport() throws Exception {
        drop("fee/a.csv", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();

        int sent = round(node);

        assertThat(sent).isEqualTo(1);
        assertThat(folder.resolve("fee/a.csv")).doesNotExist();
        assertThat(folder.resolve("fee/done/1-a.csv")).exists();
        assertThat(folder.resolve("fee/done/1-a.csv.txt")).content().contains("refused 1");
        assertThat(folder.resolve("fee/done/1-a.csv.rows.csv")).exists();
        assertThat(node.sent).containsExactly("fee a.csv");
    }

    @Test
    void aFileThatIsStillBeingWrittenWaits() throws Exception {
        drop("fee/a.csv", Duration.ofSeconds(1));
        drop("fee/b.csv.part", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();

        assertThat(round(node)).isZero();
        assertThat(folder.resolve("fee/a.csv")).exists();
    }

    @Test
    void whatTheNodeRefusesIsSetAsideWithTheReason() throws Exception {
        drop("nothing/a.csv", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();
        node.refuses = new Problem(Kind.NOT_FOUND, "intake.dataset-unknown", "what", "why", "mend");

        round(node);

        assertThat(folder.resolve("nothing/failed/20260301T060000000-a.csv.txt"))
                .content()
                .contains("intake.dataset-unknown");
    }

    @Test
    void anAgentKilledBehindTheSendingDoesNotSendAgain() throws Exception {
        drop("fee/a.csv", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();
        node.dies = true;
        assertThatThrownBy(() -> round(node)).isInstanceOf(IllegalStateException.class);
        node.dies = false;

        round(node);

        assertThat(node.sent).containsExactly("fee a.csv");
        assertThat(folder.resolve("fee/done/1-a.csv")).exists();
    }

    @Test
    void aLineThatAKillCutOffIsNotBelieved() throws Exception {
        Path file = drop("fee/a.csv", Duration.ofMinutes(1));
        Files.createDirectories(folder.resolve(Agent.OWN));
        String key = "fee/a.csv|" + Files.size(file) + "|"
                + Files.getLastModifiedTime(file).toMillis();
        Files.writeString(folder.resolve(Agent.OWN).resolve("sent"), "9\t" + key);
        NodeOfFiles node = new NodeOfFiles();

        round(node);

        assertThat(node.sent).containsExactly("fee a.csv");
    }

    @Test
    void aFileThatIsReplacedWhileTheNodeReadsIsSentToo() throws Exception {
        drop("fee/a.csv", Duration.ofMinutes(2));
        NodeOfFiles node = new NodeOfFiles();
        node.meanwhile = () -> {
            drop("fee/a.csv", Duration.ofMinutes(1));
            node.meanwhile = () -> {};
        };

        round(node);

        assertThat(folder.resolve("fee/a.csv")).exists();
        assertThat(folder.resolve("fee/done/1-a.csv")).doesNotExist();
        round(node);
        assertThat(node.sent).containsExactly("fee a.csv", "fee a.csv");
        assertThat(folder.resolve("fee/done/2-a.csv")).exists();
    }

    @Test
    void filesOfOneNameKeepTheirReports() throws Exception {
        NodeOfFiles node = new NodeOfFiles();
        drop("fee/a.csv", Duration.ofMinutes(2));
        round(node);
        drop("fee/a.csv", Duration.ofMinutes(1));
        node.refused = 0;
        round(node);

        assertThat(folder.resolve("fee/done/1-a.csv.txt")).content().contains("load 1: DONE", "refused 1");
        assertThat(folder.resolve("fee/done/1-a.csv.rows.csv")).exists();
        assertThat(folder.resolve("fee/done/2-a.csv.txt")).content().contains("load 2: DONE", "refused 0");
        assertThat(folder.resolve("fee/done/2-a.csv.rows.csv")).doesNotExist();
    }

    @Test
    void aFileThatIsReadForLongKeepsBackNoOther() throws Exception {
        drop("fee/a.csv", Duration.ofMinutes(1));
        drop("fee/b.csv", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();
        node.reads = 1;

        round(node);

        assertThat(folder.resolve("fee/a.csv")).exists();
        assertThat(folder.resolve("fee/done/2-b.csv")).exists();
        node.reads = 0;
        round(node);
        assertThat(node.sent).containsExactly("fee a.csv", "fee b.csv");
        assertThat(folder.resolve("fee/done/1-a.csv")).exists();
    }

    @Test
    void aLineThatEndsInsideACharacterDoesNotKeepTheAgentFromStarting() throws Exception {
        Path known = drop("fee/a.csv", Duration.ofMinutes(1));
        drop("fee/费用.csv", Duration.ofMinutes(1));
        Path state = Files.createDirectories(folder.resolve(Agent.OWN)).resolve("sent");
        String whole = "9\tfee/a.csv|" + Files.size(known) + "|"
                + Files.getLastModifiedTime(known).toMillis() + "\t.\n8\tfee/gone.csv|7|7\t.\n";
        byte[] torn = (whole + "10\tfee/费").getBytes(StandardCharsets.UTF_8);
        Files.write(state, Arrays.copyOf(torn, torn.length - 1));
        NodeOfFiles node = new NodeOfFiles();

        round(node);

        assertThat(node.sent).containsExactly("fee 费用.csv");
        assertThat(folder.resolve("fee/done/9-a.csv")).exists();
        assertThat(Files.readString(state)).doesNotContain("gone.csv").doesNotContain("10\t");
    }

    @Test
    void aNodeThatIsAwayLeavesTheFileWhereItIs() throws Exception {
        drop("fee/a.csv", Duration.ofMinutes(1));
        NodeOfFiles node = new NodeOfFiles();
        node.refuses = new Problem(Kind.BUSY, "cli.node-unreachable", "what", "why", "mend");

        assertThatThrownBy(() -> round(node)).isInstanceOf(Problem.class);

        assertThat(folder.resolve("fee/a.csv")).exists();
    }

    private int round(NodeOfFiles node) throws IOException, InterruptedException {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        PrintWriter out = new PrintWriter(new StringWriter());
        try (Agent agent = new Agent(folder, node, Duration.ofSeconds(10), clock, out)) {
            return agent.round();
        }
    }

    private Path drop(String name, Duration ago) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a,b\n1,2\n");
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(ago)));
    }

    private interface Meanwhile {
        void happens() throws IOException;
    }

    private static final class NodeOfFiles implements Agent.Node {

        private final List<String> sent = new ArrayList<>();
        private @Nullable Problem refuses;
        private boolean dies;
        private long refused = 1;
        private long reads;
        private Meanwhile meanwhile = () -> {};

        @Override
        public long send(Path file, String dataset) {
            if (refuses != null) {
                throw refuses;
            }
            sent.add(dataset + " " + file.getFileName());
            return sent.size();
        }

        @Override
        public TableSender.Loaded await(long load) throws IOException {
            if (dies) {
                throw new IllegalStateException("killed");
            }
            meanwhile.happens();
            String state = load == reads ? "RUNNING" : "DONE";
            return new TableSender.Loaded(
                    load, state, 2, 1, refused, 0, 1, 0, 0, null, null, null, List.of(), List.of(), List.of());
        }

        @Override
        public byte[] rows(long load) {
            return "line\n".getBytes(StandardCharsets.UTF_8);
        }
    }
}
