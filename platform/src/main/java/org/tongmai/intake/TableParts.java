package org.tongmai.intake;

import java.time.Clock;
import javax.sql.DataSource;
import org.tongmai.intake.codes.LocalCodes;
import org.tongmai.intake.hl7v2.Zones;

/** The parts of the door for tables. Closing ends the reading after the window that it is at. */
record TableParts(
        Mappings mappings,
        TableRuns runs,
        TableStore store,
        TableClaims claims,
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
            LocalCodes codes,
            Quality quality) {
        Mappings mappings = new Mappings(database, clock, zones);
        TableStore store = new TableStore(database);
        TableClaims claims = new TableClaims(database);
        TableRuns runs = new TableRuns(
                zones, clock, admission, reconciliation, submission, mappings, claims, patients, codes, quality);
        TableWindows windows = new TableWindows(claims, runs, lines, retries, quality, clock);
        TableDoor door = new TableDoor(store, runs, mappings, clock);
        TableReading reading = new TableReading(store, claims, door, runs, mappings, windows, clock);
        return new TableParts(mappings, runs, store, claims, new TableFindings(database), door, reading, zones);
    }

    @Override
    public void close() {
        reading.close();
    }
}
