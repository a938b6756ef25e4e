package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Clients;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;

/** A registration window fetches the lists, loses its network, goes on, and reports when the network is back. */
class HealthCodeCommandTest {

    private static final String REPORT = """
            {"id":"1","code":"7d0a9f0e-0000-4000-8000-000000000001","scene":"REGISTRATION","channel":"WINDOW",\
            "at":"2026-11-20T08:00:00Z","evidence":null}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_window_verifies_without_network_and_reports_later() throws Exception {
        Path window = folder.resolve("window");
        Path key = folder.resolve("his-b.jwk");
        String text;
        try (TestNode node = TestNode.start()) {
            ECKey pair = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
            Files.writeString(key, pair.toJSONString());
            node.bean(Clients.class)
                    .registerSystem(
                            "his-b", "HIS", TestNode.HOSPITAL_B, new JWKSet(pair.toPublicJWK()).toString(), "test");
            String patient = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
            node.resident("wang", "王建军", patient);
            node.settle();
            TestBrowser wang = node.browser("wang");
            String id = wang.post("/api/health-code/codes", Map.of())
                    .json()
                    .path("id")
                    .asString();
            text = wang.post("/api/health-code/codes/" + id + "/dynamic", Map.of())
                    .json()
                    .path("text")
                    .asString();

            int early = run("verify", "--dir", window.toString(), text);
            int astray = asking(node, "report", key, folder.resolve("widnow"));
            int strange = asking(node, "fetch", key, window, "--root", "AAAA");
            int fetched = asking(node, "fetch", key, window);
            int accepted = run("verify", "--dir", window.toString(), "--scene", "REGISTRATION", text);
            int again = run("verify", "--dir", window.toString(), "--scene", "REGISTRATION", text);
            int sent = asking(node, "report", key, window);
            asking(node, "report", key, window);

            assertThat(early).isEqualTo(Exit.CONFIG);
            assertThat(astray).isEqualTo(Exit.CONFIG);
            assertThat(folder.resolve("widnow")).doesNotExist();
            assertThat(err.toString()).contains("cli.no-lists-here");
            assertThat(strange).isEqualTo(Exit.FAILED);
            assertThat(fetched).as(err.toString()).isEqualTo(Exit.OK);
            assertThat(accepted).isEqualTo(Exit.OK);
            assertThat(again).isEqualTo(Exit.FAILED);
            assertThat(sent).as(err.toString()).isEqualTo(Exit.OK);
            assertThat(out.toString())
                    .contains(
                            "accepted: DYNAMIC " + id + " (list of 20",
                            "refused: REPLAYED",
                            "sent: 1",
                            "RECORDED: 1",
                            "sent: 0");
            assertThat(node.jdbc()
                            .sql("select sum(uses) from healthcode.usage")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_node_that_is_not_there_or_fails_or_refuses_is_said_to_be_so() throws Exception {
        Path window = folder.resolve("window");
        Path key = folder.resolve("his-b.jwk");
        Files.writeString(
                key, new ECKeyGenerator(Curve.P_256).keyID("1").generate().toJSONString());
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(node, "/oauth2/token", 200, "{\"access_token\":\"t\",\"expires_in\":300}");
        answer(node, "/api/health-code/revocations", 500, "");
        answer(node, "/api/health-code/uses", 403, "");
        node.start();
        String url = "http://127.0.0.1:" + node.getAddress().getPort();
        Files.createDirectory(window);
        Files.writeString(window.resolve("uses"), REPORT);

        int failing = asking(url, "fetch", key, window);
        int refusing = asking(url, "report", key, window);
        node.stop(0);
        int away = asking(url, "fetch", key, window);

        assertThat(failing).isEqualTo(Exit.NETWORK);
        assertThat(refusing).isEqualTo(Exit.REFUSED);
        assertThat(away).isEqualTo(Exit.NETWORK);
        assertThat(err.toString())
                .contains("cli.node-fails", "cli.not-allowed", "cli.node-unreachable")
                .doesNotContain("cli.node-refuses", "Exception");
    }

    @Test
    void a_report_that_is_refused_is_shown_kept_and_sent_again() throws Exception {
        Path window = folder.resolve("window");
        Path key = folder.resolve("his-b.jwk");
        Files.writeString(
                key, new ECKeyGenerator(Curve.P_256).keyID("1").generate().toJSONString());
        Files.createDirectory(window);
        Files.writeString(window.resolve("uses"), REPORT);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(node, "/oauth2/token", 200, "{\"access_token\":\"t\",\"expires_in\":300}");
        answer(node, "/api/health-code/uses", 200, "{\"reports\":{\"1\":\"TIME_WRONG\"}}");
        node.start();
        String url = "http://127.0.0.1:" + node.getAddress().getPort();

        int refused = asking(url, "report", key, window);
        int nothing = asking(url, "report", key, window);
        node.removeContext("/api/health-code/uses");
        answer(node, "/api/health-code/uses", 200, "{\"reports\":{\"1\":\"RECORDED\"}}");
        int again = asking(url, "report", key, window, "--again");
        node.stop(0);

        assertThat(refused).isEqualTo(Exit.FAILED);
        assertThat(nothing).isEqualTo(Exit.OK);
        assertThat(again).as(out + "" + err).isEqualTo(Exit.OK);
        assertThat(out.toString())
                .contains(
                        "refused, kept for --again: 1",
                        "TIME_WRONG 2026-11-20T08:00:00Z REGISTRATION 7d0a9f0e-0000-4000-8000-000000000001",
                        "RECORDED: 1");
        assertThat(Files.readString(window.resolve("refused"))).isEmpty();
    }

    private static void answer(HttpServer node, String path, int status, String body) {
        node.createContext(path, exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
                exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    private int asking(TestNode node, String command, Path key, Path window, String... further) {
        return asking(node.url(), command, key, window, further);
    }

    private int asking(String node, String command, Path key, Path window, String... further) {
        List<String> all = new ArrayList<>(List.of(
                command, "--to", node, "--client", "his-b", "--key", key.toString(), "--dir", window.toString()));
        all.addAll(List.of(further));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "health-code";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
