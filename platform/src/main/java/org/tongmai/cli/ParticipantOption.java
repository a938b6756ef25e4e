package org.tongmai.cli;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participants;
import org.tongmai.node.LocalDatabase;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which node's participants are meant, whether it runs or rests. */
final class ParticipantOption {

    /** Rows of one page of a list. */
    static final int PAGE = 200;

    @Mixin
    private DataOption data;

    @Option(
            names = "--database",
            paramLabel = "JDBC",
            defaultValue = "${env:TONGMAI_DATABASE}",
            description = "The node's database, where it is not the embedded one; better in TONGMAI_DATABASE.")
    private @Nullable String database;

    /** Does something of which nothing is to be told. */
    void run(Consumer<Participants> work) {
        with(door -> {
            work.accept(door);
            return true;
        });
    }

    <T> T with(Function<Participants, T> work) {
        try (LocalDatabase local = LocalDatabase.open(data.directory(), database);
                Participants participants = Participants.on(local.dataSource(), Clock.systemUTC())) {
            return work.apply(participants);
        }
    }

    /** Who does it, as the log names it. */
    static String by() {
        return "cli/" + System.getProperty("user.name");
    }
}
