package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The command that a demonstration names for the next time is the one that finds it again. */
class DemoCommandTest {

    @Test
    void withoutOptionsItIsTheBareCommand() {
        assertThat(again("demo")).isEqualTo("./tongmai demo");
    }

    @Test
    void whatWasGivenIsGivenAgainAsAShellTakesIt() {
        assertThat(again("demo", "--single", "--seed", "7")).isEqualTo("./tongmai demo --single --seed 7");
        assertThat(again("demo", "--port", "9090", "--data", "/srv/it's a demo", "--residents", "50", "--exit"))
                .contains(" --port 9090")
                .contains(" --data '/srv/it'\\''s a demo'")
                .contains(" --residents 50")
                .doesNotContain("--exit")
                .doesNotContain("--seed");
    }

    private static String again(String... arguments) {
        var given = Main.commandLine().parseArgs(arguments).subcommand();
        return DemoCommand.again(Objects.requireNonNull(given));
    }
}
