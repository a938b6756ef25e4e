package org.tongmai.intake;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.HeldSystems;
import org.tongmai.intake.codes.LocalCodes;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.quality.RuleBook;
import org.tongmai.store.Store;

/** The parts of the intake, tied to one database. Closing writes what the journal was handed. */
record IntakeParts(
        Intake intake,
        CdaDoor documents,
        Journal journal,
        JournalWriter writer,
        JournalStore store,
        OpenLines open,
        Reruns reruns,
        Retries retries,
        MessageLooks looks,
        Facts facts,
        TableParts tables,
        Quality quality,
        QualityStore qualities,
        LocalCodes codes)
        implements AutoCloseable {

    static IntakeParts of(
            IntakeSettings settings,
            DataSource database,
            Store store,
            Submission submission,
            Questions questions,
            Clock clock) {
        Zones zones = settings.zones();
        Facts facts = new Facts(store);
        Journal journal = new Journal(database);
        Quality quality = new Quality(RuleBook.of(settings.rulesFolder()), zones);
        JournalStore lines = new JournalStore(database, quality);
        JournalWriter writer = new JournalWriter(lines);
        Retries retries = new Retries(journal, clock);
        Reconciliation reconciliation = new Reconciliation(new JdbcTemplate(database), facts);
        Admission admission = new Admission(facts, new HeldSystems(JdbcClient.create(database)), clock);
        LocalCodes codes = new LocalCodes(database, store, zones, clock, settings.codesTwoEyes());
        Locks patients = new Locks();
        Runs runs = new Runs(zones, clock, admission, reconciliation, submission, patients, codes, quality);
        CdaRuns documentRuns = new CdaRuns(zones, clock, admission, facts, submission, patients, codes, quality);
        CdaDoor documents = new CdaDoor(documentRuns, journal, writer, lines, retries, clock);
        Acknowledgements acknowledgements = new Acknowledgements(zones);
        Intake intake = new Intake(runs, journal, writer, lines, retries, acknowledgements, questions, clock);
        TableParts tables = TableParts.of(
                zones,
                database,
                clock,
                admission,
                reconciliation,
                submission,
                lines,
                retries,
                patients,
                codes,
                quality);
        Reruns reruns = new Reruns(journal, lines, runs, documents, tables.runs(), submission, retries, clock);
        return new IntakeParts(
                intake,
                documents,
                journal,
                writer,
                lines,
                new OpenLines(database),
                reruns,
                retries,
                new MessageLooks(database, clock),
                facts,
                tables,
                quality,
                new QualityStore(database, clock),
                codes);
    }

    @Override
    public void close() {
        tables.close();
        writer.close();
        codes.flush();
        open.close();
    }
}
