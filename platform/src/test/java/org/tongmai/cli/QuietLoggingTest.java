package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A command says what it did; how its tables came to be is no matter of whoever runs it. */
class QuietLoggingTest {

    @Test
    void migrationsSayNothingUnlessTheyFail() {
        QuietLogging.begin();

        var migrations = LoggerFactory.getLogger("org.flywaydb.core.internal.command.DbMigrate");
        assertThat(migrations.isWarnEnabled()).isFalse();
        assertThat(migrations.isErrorEnabled()).isTrue();
        assertThat(LoggerFactory.getLogger("org.tongmai.node").isWarnEnabled()).isTrue();
    }
}
