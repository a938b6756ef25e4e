package org.tongmai.recognition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;

/** The catalogue in force, and how a file of it is replaced. What other processes of the node change is seen within seconds. */
final class Catalogues {

    /** So long a catalogue is used before the database is asked whether there is a later edition. */
    static final Duration HOLDS = Duration.ofSeconds(5);

    /** Editions told at once. */
    private static final int HISTORY = 200;

    private static final String PROGRAM = "tongmai";

    /** Index {@code edition_file}. */
    static final String NEWEST = """
            select distinct on (file) file, number, content, digest, shipped
              from recognition.edition
             order by file, number desc
            """;

    static final String LATEST = "select coalesce(max(number), 0) from recognition.edition";

    static final String ADD = """
            insert into recognition.edition (file, content, digest, shipped, at, by)
            values (?, ?, ?, ?, ?, ?)
            """;

    /** One at a time, so that two files that do not fit together never both come into force. */
    static final String LOCK = "lock table recognition.edition in share row exclusive mode";

    static final String PAST = """
            select number, file, shipped, at, by
              from recognition.edition
             order by number desc
             limit ?
            """;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Clock clock;
    private volatile @Nullable Kept kept;

    private record Kept(Catalogue catalogue, Map<CatalogueFile, String> texts, Instant until) {}

    private record Row(CatalogueFile file, long number, String content, String digest, boolean shipped) {}

    /** That a file was replaced. */
    record Edition(long number, CatalogueFile file, boolean shipped, Instant at, String by) {}

    Catalogues(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Brings what comes with the program into force, where nobody has sent anything else. */
    void start() {
        transaction.executeWithoutResult(status -> {
            jdbc.sql(LOCK).update();
            Map<CatalogueFile, Row> newest = newest();
            for (CatalogueFile file : CatalogueFile.values()) {
                String content = file.shipped();
                Row row = newest.get(file);
                if (row == null || row.shipped && !row.digest.equals(digest(content))) {
                    add(file, content, true, PROGRAM);
                }
            }
        });
    }

    /** The catalogue as it stands. */
    Catalogue current() {
        return kept().catalogue;
    }

    /** A file as it stands. */
    String text(CatalogueFile file) {
        return Objects.requireNonNull(kept().texts.get(file));
    }

    /**
     * Replaces a file, all of it or nothing.
     *
     * @return the edition that it makes
     * @throws Problem {@code recognition.file-wrong} with every fault, where it cannot be read or does not fit the others
     */
    long replace(CatalogueFile file, String content, String by) {
        Long number = transaction.execute(status -> {
            jdbc.sql(LOCK).update();
            Map<CatalogueFile, String> texts = new EnumMap<>(CatalogueFile.class);
            newest().forEach((each, row) -> texts.put(each, row.content));
            texts.put(file, content);
            CatalogueReader.read(0, texts);
            add(file, content, false, by);
            return jdbc.sql(LATEST).query(Long.class).single();
        });
        kept = null;
        return Objects.requireNonNull(number);
    }

    /** What was replaced when and by whom, newest first. */
    List<Edition> history() {
        return jdbc.sql(PAST)
                .param(HISTORY)
                .query((row, n) -> new Edition(
                        row.getLong("number"),
                        CatalogueFile.valueOf(row.getString("file")),
                        row.getBoolean("shipped"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("by")))
                .list();
    }

    private Kept kept() {
        Kept now = kept;
        Instant instant = clock.instant();
        if (now != null && now.until.isAfter(instant)) {
            return now;
        }
        long latest = jdbc.sql(LATEST).query(Long.class).single();
        Instant until = instant.plus(HOLDS);
        Kept next = now != null && now.catalogue.edition() == latest
                ? new Kept(now.catalogue, now.texts, until)
                : read(until);
        kept = next;
        return next;
    }

    private Kept read(Instant until) {
        Map<CatalogueFile, Row> newest = newest();
        Map<CatalogueFile, String> texts = new EnumMap<>(CatalogueFile.class);
        newest.forEach((file, row) -> texts.put(file, row.content));
        long edition = newest.values().stream().mapToLong(Row::number).max().orElse(0);
        return new Kept(CatalogueReader.read(edition, texts), texts, until);
    }

    private Map<CatalogueFile, Row> newest() {
        Map<CatalogueFile, Row> newest = new EnumMap<>(CatalogueFile.class);
        jdbc.sql(NEWEST)
                .query((row, n) -> new Row(
                        CatalogueFile.valueOf(row.getString("file")),
                        row.getLong("number"),
                        row.getString("content"),
                        row.getString("digest"),
                        row.getBoolean("shipped")))
                .list()
                .forEach(row -> newest.put(row.file, row));
        return newest;
    }

    private void add(CatalogueFile file, String content, boolean shipped, String by) {
        jdbc.sql(ADD)
                .params(file.name(), content, digest(content), shipped, Timestamp.from(clock.instant()), by)
                .update();
    }

    private static String digest(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
