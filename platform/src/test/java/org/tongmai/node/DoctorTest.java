package org.tongmai.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.node.Check.State;
import org.tongmai.node.EmbeddedPostgres.Durability;

/** The doctor sees what would harm a node, says how to mend it, and changes nothing. */
class DoctorTest {

    @TempDir
    Path folder;

    @Test
    void anEmptyMachineCanCarryANode() throws Exception {
        List<Check> checks = examine(folder.resolve("none"));

        assertThat(checks).noneMatch(check -> check.state() == State.FAILED);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aDatabaseThatIsNotDurableAndASecretThatOthersReadAreFaults() throws Exception {
        try (DataDirectory held = DataDirectory.hold(folder, Clock.systemUTC());
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.NONE)) {
            assertThat(postgres.port()).isPositive();
            Path secret = Files.writeString(held.secrets().resolve("key"), "x");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

            List<Check> checks = examine(folder);

            assertThat(state(checks, "database-durability")).isEqualTo(State.FAILED);
            assertThat(state(checks, "secrets")).isEqualTo(State.FAILED);
            assertThat(state(checks, "database-version")).isEqualTo(State.OK);
            assertThat(state(checks, "database-text")).isEqualTo(State.OK);
            assertThat(state(checks, "node")).isEqualTo(State.OK);
            assertThat(checks)
                    .filteredOn(check -> check.state() != State.OK)
                    .allMatch(check -> !check.mend().isEmpty());
        }
    }

    @Test
    void aRestingNodeIsStartedForTheExaminationOnly() throws Exception {
        try (DataDirectory held = DataDirectory.hold(folder, Clock.systemUTC())) {
            EmbeddedPostgres.start(held, Durability.FULL).close();
        }

        List<Check> checks = examine(folder);

        assertThat(state(checks, "database-durability")).isEqualTo(State.OK);
        assertThat(DataDirectory.isHeld(folder)).isFalse();
        assertThat(folder.resolve("postgresql/postmaster.pid")).doesNotExist();
    }

    private static List<Check> examine(Path directory) throws Exception {
        return new Doctor(directory, null, Clock.systemUTC()).examine("127.0.0.1", 0, 0);
    }

    private static State state(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(checks.toString()))
                .state();
    }
}
