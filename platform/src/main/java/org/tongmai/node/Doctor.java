package org.tongmai.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** Looks whether a node can run here, and whether the one in a data directory is well. Changes nothing. */
public final class Doctor {

    private final Path directory;
    private final @Nullable String database;
    private final Clock clock;

    /**
     * @param directory data directory, which need not exist
     * @param database address of a database of one's own; null for the embedded one
     */
    public Doctor(Path directory, @Nullable String database, Clock clock) {
        this.directory = directory;
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param port of HTTP, as the node would be given it
     * @param mllpPort of HL7 v2
     */
    public List<Check> examine(String address, int port, int mllpPort) throws IOException {
        List<Check> checks = new ArrayList<>();
        checks.add(MachineChecks.jdk());
        checks.add(MachineChecks.memory());
        checks.add(MachineChecks.disk(directory));
        checks.add(MachineChecks.clock(clock));
        checks.add(MachineChecks.fonts());
        Optional<DataDirectory.Holder> holder = running();
        if (holder.isPresent()) {
            checks.add(Check.ok("node", "runs: " + holder.get()));
        } else {
            checks.add(MachineChecks.port("port", address, port));
            checks.add(MachineChecks.port("mllp-port", address, mllpPort));
        }
        checks.add(MachineChecks.secrets(directory));
        if (database == null) {
            checks.add(MachineChecks.postgresUser());
        }
        checks.addAll(database());
        return checks;
    }

    /** Whoever holds the data directory now. */
    private Optional<DataDirectory.Holder> running() {
        return Files.isDirectory(directory) && DataDirectory.isHeld(directory)
                ? DataDirectory.holder(directory)
                : Optional.empty();
    }

    private List<Check> database() {
        if (database == null && !Files.isDirectory(directory.resolve("postgresql"))) {
            return List.of(Check.ok("database", "none yet; the first start makes it"));
        }
        try {
            if (database != null) {
                return new DatabaseChecks(source(database)).all();
            }
            try (LocalDatabase local = LocalDatabase.open(directory)) {
                return new DatabaseChecks(local.dataSource()).all();
            }
        } catch (Problem problem) {
            return List.of(Check.failed("database", problem.what() + " " + problem.why(), problem.mend()));
        } catch (SQLException unreachable) {
            return List.of(Check.failed(
                    "database", String.valueOf(unreachable.getMessage()), "Check its address, user and password."));
        }
    }

    private static DataSource source(String url) {
        NodeDatabase database = NodeDatabase.external(url);
        return EmbeddedPostgres.source(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }
}
