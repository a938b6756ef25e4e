package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aWindowVerifiesWithoutNetworkAndReportsLater() throws Exception {
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
            int strange = asking(node, "fetch", key, window, "--root", "AAAA");
            int fetched = asking(node, "fetch", key, window);
            int accepted = run("verify", "--dir", window.toString(), "--scene", "REGISTRATION", text);
            int again = run("verify", "--dir", window.toString(), "--scene", "REGISTRATION", text);
            int sent = asking(node, "report", key, window);
            asking(node, "report", key, window);

            assertThat(early).isEqualTo(Exit.FAILED);
            assertThat(strange).isEqualTo(Exit.FAILED);
            assertThat(fetched).as(err.toString()).isEqualTo(Exit.OK);
            assertThat(accepted).isEqualTo(Exit.OK);
            assertThat(again).isEqualTo(Exit.FAILED);
            assertThat(sent).as(err.toString()).isEqualTo(Exit.OK);
            assertThat(out.toString())
                    .contains(
                            "refused: LIST_TOO_OLD",
                            "accepted: DYNAMIC " + id,
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

    private int asking(TestNode node, String command, Path key, Path window, String... further) {
        List<String> all = new ArrayList<>(List.of(
                command, "--to", node.url(), "--client", "his-b", "--key", key.toString(), "--dir", window.toString()));
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
