package org.tongmai.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;

/** What a node, or whatever answers at its address, says to a file. */
class TableSenderTest {

    @TempDir
    private Path folder;

    private HttpServer server;
    private TableSender sender;
    private int status;
    private String says = "";

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = says.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        sender = new TableSender(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Credentials.none());
    }

    @AfterEach
    void close() {
        sender.close();
        server.stop(0);
    }

    @Test
    void aNodeThatFailsSaysNothingOfTheFile() {
        answers(500, "<html>Internal Server Error</html>");

        assertRefused("cli.node-unreachable");
    }

    @Test
    void aPageOfSomethingElseIsNoAnswerOfANode() {
        answers(200, "<html>Welcome to the hospital's network</html>");

        assertRefused("cli.node-unreachable");
    }

    @Test
    void whatANodeRefusesIsARefusal() {
        answers(404, "{\"code\":\"intake.dataset-unknown\",\"detail\":\"There is none.\"}");

        assertRefused("intake.dataset-unknown");
        answers(413, "<html>Request Entity Too Large</html>");
        assertRefused("cli.not-understood");
    }

    @Test
    void aRefusalIsNoTableOfRows() {
        answers(404, "{\"code\":\"intake.no-such-load\"}");

        assertThatThrownBy(() -> sender.rows(7)).isInstanceOf(Problem.class);
    }

    @Test
    void aFileThatIsRefusedAsAWholeSaysWhichColumnsItLacksAndWhichNobodyKnows() throws Exception {
        answers(200, """
                {"load": {"state": "FAILED", "code": "intake.column-missing", "what": "Columns are missing.", "mend": "Name them.",
                 "positions": ["患者编号"], "unread": ["卡片"]}}
                """);

        assertThat(sender.look(1).refusal())
                .containsExactly(
                        "intake.column-missing: Columns are missing.",
                        "where: 患者编号",
                        "columns of the file that nothing is known of: 卡片",
                        "mend: Name them.");
    }

    @Test
    void aLargeFileHasTheTimeThatASlowLineNeeds() {
        long bytes = 4_000_000_000L;
        long bytesASecond = 20_000_000 / 8;

        assertThat(Http.timeFor(bytes)).isGreaterThan(Duration.ofSeconds(bytes / bytesASecond));
        assertThat(Http.timeFor(-1)).isEqualTo(Http.timeFor(0));
    }

    private void answers(int code, String body) {
        status = code;
        says = body;
    }

    private void assertRefused(String code) {
        assertThatThrownBy(() -> sender.send(Files.writeString(folder.resolve("a.csv"), "a\n1\n"), "fee"))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(code);
    }
}
