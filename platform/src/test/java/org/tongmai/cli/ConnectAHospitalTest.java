package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.intake.hl7v2.Golden;
import org.tongmai.node.NodeSettings;

/** The commands of {@code docs/how-to/connect-a-hospital.md}, on a node that was just started for the first time. */
class ConnectAHospitalTest {

    private static final String CODE = "12330000470000013F";

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @Test
    void anInstitutionIsConnectedFromNothing() throws IOException {
        int mllp = freePort();
        var settings = new NodeSettings(
                folder.resolve("node"),
                "127.0.0.1",
                freePort(),
                mllp,
                -1,
                null,
                NodeSettings.Role.PROVINCE,
                "330000",
                NodeSettings.Auth.REQUIRED);
        Path key = folder.resolve("his.jwk");
        Path bundle = Files.writeString(folder.resolve("first.json"), """
                {"resourceType":"Bundle","type":"transaction","entry":[{
                  "resource":{"resourceType":"Patient","name":[{"text":"李明"}],"birthDate":"1980-03-07"},
                  "request":{"method":"POST","url":"Patient"}}]}
                """);
        Path message = Files.writeString(
                folder.resolve("first.hl7"), Golden.message("registration").replace('\r', '\n'));

        try (Serving serving = Serving.start(settings)) {
            node("institution", "add", "--code", CODE, "--name", "省立医院", "--region", "330106");
            run("client", "key", key.toString());
            node("client", "add", "his-1", "--institution", CODE, "--name", "HIS", "--keys", key + ".public");
            run("load", bundle.toString(), "--to", serving.url(), "--client", "his-1", "--key", key.toString());
            assertThat(said.toString()).contains("his-1 may ask for tokens").contains("1 stored");
            run("load", message.toString(), "--to", serving.url(), "--mllp", "127.0.0.1:" + mllp);

            node("account", "add", "it.1", "--name", "信息科", "--role", "institution_it", "--institution", CODE);
            String first = password();
            node("account", "password", "it.1");
            node(
                    "account",
                    "add",
                    "li",
                    "--name",
                    "李",
                    "--role",
                    "resident",
                    "--patient",
                    "https://tongmai.org/fhir/institution/" + CODE + "/patient|P0001");
            node("account", "list", "--find", "it.");
            node("client", "disable", "his-1");
            assertThat(first).hasSize(20).isNotEqualTo(password());
            node("account", "factor", "it.1", "--words", "本人持工作证到场");
            node("account", "log");
        }
        node("institution", "list");
        node("client", "list", "--after", "his-1");

        assertThat(said.toString())
                .contains("it.1                     INSTITUTION_IT enabled")
                .contains("CLIENT_CLOSED          his-1")
                .contains("FACTOR_RESET           it.1 本人持工作证到场")
                .contains("cli/" + System.getProperty("user.name"))
                .contains(CODE + "  330106  省立医院");
    }

    private void node(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("node").toString()));
        run(all.toArray(String[]::new));
    }

    private void run(String... arguments) {
        var out = new PrintWriter(said, true);
        assertThat(Main.run(out, out, arguments))
                .as("%s%n%s", String.join(" ", arguments), said)
                .isZero();
    }

    /** The newest one that was printed. */
    private String password() {
        Matcher matcher = Pattern.compile("password=(\\S+)").matcher(said.toString());
        String last = "";
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
