package org.tongmai.intake;

import java.time.Clock;
import javax.sql.DataSource;
import org.tongmai.intake.hl7v2.Zones;

/** The parts of the door for tables. Closing ends the reading after the window that it is at. */
record TableParts(
        Mappings mappings,
        TableRuns runs,
        TableStore store,
        TableFindings findings,
        TableDoor door,
        TableReading reading,
        Zones zones)
        implements AutoCloseable {

    static TableParts of(
            Zones zones,
            DataSource database,
            Clock clock,
            Admission admission,
            Reconciliation reconciliation,
            Submission submission,
            JournalStore lines,
            Retries retries,
            Locks patients,
            Quality quality) {
        Mappings mappings = new Mappings(database, clock);
        TableRuns runs =
                new TableRuns(zones, clock, admission, reconciliation, submission, mappings, patients, quality);
        TableStore store = new TableStore(database);
        TableDoor door = new TableDoor(store, runs, mappings, clock);
        TableReading reading = new TableReading(store, door, runs, mappings, lines, retries, quality, clock);
        return new TableParts(mappings, runs, store, new TableFindings(database), door, reading, zones);
    }

    @Override
    public void close() {
        reading.close();
    }
}
