package org.tongmai.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Loads the files of regions and codes into their tables, once for each content: an unchanged file costs one query. */
final class DirectoryFiles {

    static final String DIGEST = "select digest from directory.load where file = ?";

    static final String LOADED = """
            insert into directory.load (file, digest, at)
            values (?, ?, now())
            on conflict (file) do update set digest = excluded.digest, at = excluded.at
            """;

    static final String ADD_REGIONS = """
            insert into directory.region (code, name, valid_from, valid_to, successor)
            select code, name, coalesce(nullif(f, '')::date, '-infinity'), coalesce(nullif(t, '')::date, 'infinity'),
                   nullif(successor, '')
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) as row (code, name, f, t, successor)
            """;

    static final String ADD_TABLES = """
            insert into directory.code_table (name, zh, en, source)
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[])
            """;

    static final String ADD_CODES = """
            insert into directory.code (name, place, code, zh, en, valid_from, valid_to, source)
            select ?, place, code, zh, en, coalesce(nullif(f, '')::date, '-infinity'),
                   coalesce(nullif(t, '')::date, 'infinity'), source
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                   with ordinality as row (code, zh, en, f, t, source, place)
            """;

    private final JdbcClient database;
    private final TransactionOperations transaction;

    DirectoryFiles(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** Loads what changed. */
    void load() {
        String regions = text("regions.csv");
        List<List<String>> tables = Csv.rows(text("code-tables.csv"));
        List<String> codes = tables.stream()
                .map(row -> text("code-tables/" + row.getFirst() + ".csv"))
                .toList();
        once("regions.csv", regions, () -> regions(Csv.rows(regions)));
        String allCodes = Stream.concat(Stream.of(text("code-tables.csv")), codes.stream())
                .collect(Collectors.joining("\n"));
        once("code-tables", allCodes, () -> codes(tables, codes));
    }

    private void once(String file, String content, Runnable work) {
        String digest = digest(content);
        if (!loaded(file, digest)) {
            transaction.executeWithoutResult(status -> {
                work.run();
                database.sql(LOADED).params(file, digest).update();
            });
        }
    }

    private boolean loaded(String file, String digest) {
        return database.sql(DIGEST)
                .param(file)
                .query(String.class)
                .optional()
                .filter(digest::equals)
                .isPresent();
    }

    private void regions(List<List<String>> rows) {
        database.sql("delete from directory.region").update();
        insert(ADD_REGIONS, List.of(), rows, 5);
    }

    private void codes(List<List<String>> tables, List<String> contents) {
        database.sql("delete from directory.code").update();
        database.sql("delete from directory.code_table").update();
        insert(ADD_TABLES, List.of(), tables, 4);
        for (int i = 0; i < tables.size(); i++) {
            insert(ADD_CODES, List.of(tables.get(i).getFirst()), Csv.rows(contents.get(i)), 6);
        }
    }

    /** One statement for all rows: an array for each column. */
    private void insert(String sql, List<Object> before, List<List<String>> rows, int columns) {
        var parameters = new ArrayList<Object>(before);
        for (int column = 0; column < columns; column++) {
            int place = column;
            parameters.add(rows.stream().map(row -> row.get(place)).toArray(String[]::new));
        }
        database.sql(sql).params(parameters).update();
    }

    private static String text(String resource) {
        try (var in = Objects.requireNonNull(DirectoryFiles.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
