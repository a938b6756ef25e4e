package org.tongmai.directory;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Feed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is where and called how: regions, institutions with their departments and staff, code tables. Everything has a period
 * of validity, so each question names a day.
 */
public final class Directory {

    private final DirectoryStore store;
    private final DirectoryFiles files;
    private final DirectoryReader reader;
    private final Feed feed;

    Directory(DirectoryStore store, DirectoryFiles files, DirectoryReader reader, Feed feed) {
        this.store = store;
        this.files = files;
        this.reader = reader;
        this.feed = feed;
    }

    /** The element of an Organization that says in which division it is: GB/T 2260. */
    static final String REGION = "https://tongmai.org/fhir/StructureDefinition/region";

    /** A directory on a migrated database; not started. */
    public static Directory on(JdbcClient database, TransactionOperations transaction, Feed feed) {
        return new Directory(
                new DirectoryStore(database),
                new DirectoryFiles(database, transaction),
                new DirectoryReader(database, transaction),
                feed);
    }

    /** Writes into an Organization in which division it is, whatever it said before. */
    public static void place(ObjectNode organization, RegionCode region) {
        List<JsonNode> others = organization
                .path("extension")
                .valueStream()
                .filter(extension -> !REGION.equals(extension.path("url").asString("")))
                .toList();
        organization
                .putArray("extension")
                .addAll(others)
                .addObject()
                .put("url", REGION)
                .put("valueCode", region.value());
    }

    /** Loads files that changed and begins to read the feed. */
    public void start() {
        files.load();
        feed.register(DirectoryReader.READER, DirectoryReader.TYPES, reader::take);
    }

    /** The institution with this unified social credit code, as it was on a day. */
    public Optional<Institution> institution(String code, LocalDate on) {
        return store.institution(code, on);
    }

    /** The same for several at once, by their codes; those that there were not are left out. */
    public Map<String, Institution> institutions(Collection<String> codes, LocalDate on) {
        return store.institutions(codes, on).stream().collect(Collectors.toMap(Institution::code, Function.identity()));
    }

    /** Institutions of today by code or a part of the name, at most 500; all of them for an empty text. */
    public List<Institution> institutions(String text) {
        return store.institutions(text.trim(), "", 500);
    }

    /**
     * The same, page by page in the order of their codes.
     *
     * @param after the last code of the page before; empty for the first page
     */
    public List<Institution> institutions(String text, String after, int count) {
        return store.institutions(text.trim(), after.trim(), count);
    }

    /** The departments of an institution now. */
    public List<Department> departments(String code) {
        return store.departments(code);
    }

    /** A practitioner and where he or she works now, by the logical id of the Practitioner resource. */
    public Optional<Practitioner> practitioner(String id) {
        return store.practitioner(id);
    }

    /** A division as it was on a day; empty where it did not exist then. */
    public Optional<Region> region(RegionCode code, LocalDate on) {
        return store.region(code, on);
    }

    /** The divisions right under one on a day; the provinces for none. */
    public List<Region> regions(@Nullable RegionCode parent, LocalDate on) {
        return store.regions(parent, on);
    }

    /** The code tables. */
    public List<CodeTable> codeTables() {
        return store.tables();
    }

    /**
     * A code table as it was on a day.
     *
     * @throws Problem {@code directory.no-such-code-table}
     */
    public CodeTable.Content codeTable(String name, LocalDate on) {
        CodeTable table = store.table(name)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "directory.no-such-code-table",
                        "There is no code table of this name.",
                        "The tables are listed under /api/directory/code-tables.",
                        "Choose a name from the list."));
        return new CodeTable.Content(table, store.codes(name, null, on));
    }

    /** What a code of a table meant on a day; empty where the table did not have it then. */
    public Optional<CodeTable.Code> lookup(String table, String code, LocalDate on) {
        return store.codes(table, code, on).stream().findFirst();
    }

    /** Waits until the directory has read all that is committed now; false after the limit. */
    public boolean awaitCaughtUp(Duration limit) {
        return feed.awaitCaughtUp(DirectoryReader.READER, limit);
    }
}
