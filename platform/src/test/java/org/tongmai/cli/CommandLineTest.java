package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.node.DataDirectory;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line explains itself and ends with codes that a script can rely on. */
class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "institution",
                "client",
                "account",
                "load",
                "conformance",
                "token",
                "health-code",
                "match",
                "simulate",
                "doctor",
                "cluster",
                "node",
                "backup",
                "restore",
                "version",
                "completion"
            })
    void eachCommandHasHelpWithExamples(String command) {
        assertThat(run(command, "--help")).isEqualTo(Exit.OK);

        assertThat(out.toString()).contains("Examples:\n  ").contains("tongmai " + command);
    }

    @Test
    void helpListsEveryCommandThatIsNotHidden() {
        run("--help");

        CommandLine commandLine = Main.commandLine();
        commandLine
                .getSubcommands()
                .forEach((name, command) -> assertThat(out.toString().contains("\n  " + name + " "))
                        .as(name)
                        .isEqualTo(!command.getCommandSpec().usageMessage().hidden()));
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheRightOne() {
        assertThat(run("bakcup")).isEqualTo(Exit.USAGE);

        assertThat(err.toString()).contains("Did you mean").contains("tongmai backup");
    }

    @Test
    void versionAnswersInJson() {
        assertThat(run("version", "--json")).isEqualTo(Exit.OK);

        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.path("java").asString()).startsWith("25");
        assertThat(answer.path("commit").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            frobnicate;                                      no command 'tongmai frobnicate'
            frobnicate;                                      Commands: demo, serve, institution, client, account, load
            account create x;                                no command 'tongmai account create'
            account addd x;                                  Did you mean: tongmai account add?
            account add x --name a --role nurse;             the roles are resident, doctor, institution_it, steward, operator
            account add x --name a --role system;            there is no role 'system'
            account add x --name a --role doctor;            --role doctor needs --institution
            account add x --name a --role resident;          --role resident needs --patient
            account add x --name a --role steward --institution y;  not with steward
            load a --to 127.0.0.1:8080;                      '127.0.0.1:8080' is not an address such as http://
            simulate --out never-made --region 440000;       --region: one of 330000, 320000
            simulate --out never-made --residents -1;        --residents: 1 to 1000000
            simulate --out never-made --today tomorrow;      'tomorrow' is not a date such as
            """)
    void aWrongCommandLineIsSaidInAFewLines(String arguments, String said) {
        assertThat(run(arguments.split(" "))).isEqualTo(Exit.USAGE);

        assertThat(err.toString()).startsWith("tongmai: ").contains(said).endsWith(" --help` says more.\n");
        assertThat(err.toString().lines()).hasSizeLessThan(10);
        assertThat(err.toString()).doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            client key none/k.jwk;                                                cli.file-missing
            client add x --institution y --name z --keys none;                    cli.file-missing
            token --client a --key none;                                          cli.file-missing
            account list --database jdbc:postgresql://a:b@127.0.0.1:1/x;          cli.database-unreachable
            load . --to http://127.0.0.1:1;                                       cli.node-unreachable
            load . --to http://127.0.0.1:1;                                       Nothing takes connections at this address
            """)
    void whatCannotBeHadIsRefusedWithWhatToDo(String arguments, String said) {
        assertThat(run(arguments.split(" "))).isIn(Exit.CONFIG, Exit.NETWORK);

        assertThat(err.toString())
                .contains(said)
                .contains("\n  why:  ")
                .contains("\n  mend: ")
                .doesNotContain("Exception");
    }

    @Test
    void aDataDirectoryInUseIsSaidWithItsHolder() {
        try (DataDirectory held = DataDirectory.hold(folder, Clock.systemUTC())) {
            held.announce("http://127.0.0.1:18080");

            assertThat(run("serve", "--data", folder.toString(), "--port", "0")).isEqualTo(Exit.CONFIG);

            assertThat(err.toString())
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains("at http://127.0.0.1:18080")
                    .contains("mend: Stop that process");
        }
    }

    @Test
    void anOpenNodeOnAPublicAddressIsRefused() {
        assertThat(run("serve", "--data", folder.toString(), "--auth", "none", "--address", "0.0.0.0"))
                .isEqualTo(Exit.CONFIG);

        assertThat(err.toString()).contains("node.auth-none-needs-loopback");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNodeThatIsNotThereIsAMatterOfTheNetwork() throws Exception {
        Files.writeString(folder.resolve("a.json"), "{}");

        assertThat(run("load", folder.toString(), "--to", "http://127.0.0.1:1")).isEqualTo(Exit.NETWORK);

        assertThat(err.toString()).contains("cli.node-unreachable");
    }

    @Test
    void doctorAnswersInJsonWithAMendForEachFault() {
        run("doctor", "--data", folder.resolve("none").toString(), "--json");

        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.path("ok").isBoolean()).isTrue();
        assertThat(answer.path("checks").size()).isGreaterThan(7);
    }

    @Test
    void aBackupOfNothingIsRefused() {
        assertThat(run(
                        "backup",
                        "--data",
                        folder.toString(),
                        folder.resolve("b").toString()))
                .isEqualTo(Exit.CONFIG);

        assertThat(err.toString()).contains("node.no-embedded-database");
    }

    @Test
    void completionIsAScript() {
        assertThat(run("completion")).isEqualTo(Exit.OK);

        assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("backup");
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
