package org.tongmai.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.kernel.Problem;
import org.tongmai.person.LinkChange;
import org.tongmai.person.Person;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the nation what changed, from the store's feed and the person index. What changed is noted durably; entries are worked
 * out from it; batches go out one after another, numbered, each again as it was until it is acknowledged. While the nation is
 * away, what changed waits as one entry for each source patient, however often it changes.
 */
final class IndexFeed {

    /** Its name among the readers of the feed. */
    static final String READER = "exchange.index";

    /** Source patients worked out, and entries told, at a time. */
    private static final int BATCH = 200;

    private static final int LINKS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final EntryStore entries;
    private final IndexEntries working;
    private final PseudonymKey key;
    private final Store store;
    private final Persons persons;
    private final ExchangeClient client;
    private final TransactionOperations transaction;
    private final IndexRebuild rebuild;
    private final ReentrantLock turn = new ReentrantLock();

    IndexFeed(
            EntryStore entries,
            IndexEntries working,
            PseudonymKey key,
            Store store,
            Persons persons,
            ExchangeClient client,
            TransactionOperations transaction,
            IndexRebuild rebuild) {
        this.entries = entries;
        this.working = working;
        this.key = key;
        this.store = store;
        this.persons = persons;
        this.client = client;
        this.transaction = transaction;
        this.rebuild = rebuild;
    }

    /**
     * How far it has come.
     *
     * @param changed source patients to be worked out
     * @param waiting entries that the nation does not know yet
     * @param complete whether the nation has been told that it has all of this building of the index
     */
    record Lag(long changed, long waiting, long epoch, long sequence, boolean complete) {

        boolean nothing() {
            return changed == 0 && waiting == 0 && complete;
        }
    }

    void start() {
        store.feed().register(READER, IndexEntries.TYPES, this::changed);
    }

    private void changed(List<Fact> facts) {
        Set<Long> compartments = new TreeSet<>();
        facts.forEach(fact -> compartments.add(fact.key().compartment()));
        compartments.removeIf(each -> each <= 0);
        entries.mark(compartments);
    }

    /** Works out what changed; true where there may be more. Needs no nation. */
    boolean work() {
        turn.lock();
        try {
            links();
            List<EntryStore.Dirty> dirty = entries.dirty(BATCH);
            for (EntryStore.Dirty each : dirty) {
                transaction.executeWithoutResult(status -> workOut(each));
            }
            return dirty.size() == BATCH;
        } finally {
            turn.unlock();
        }
    }

    /** Who stands with others now is found by their documents, too. */
    private void links() {
        List<LinkChange> changes;
        do {
            changes = persons.changes(entries.places().getOrDefault("link", 0L), LINKS);
            if (!changes.isEmpty()) {
                Set<Long> compartments = new HashSet<>();
                for (LinkChange change : changes) {
                    compartments.add(change.compartment());
                    compartments.addAll(members(change.now()));
                    Long before = change.before();
                    if (before != null) {
                        compartments.addAll(members(before));
                    }
                }
                long place = changes.getLast().place();
                transaction.executeWithoutResult(status -> {
                    entries.mark(compartments);
                    entries.move("link", place);
                });
            }
        } while (changes.size() == LINKS);
    }

    private Set<Long> members(long person) {
        return persons.find(person).map(Person::compartments).orElse(Set.of());
    }

    private void workOut(EntryStore.Dirty dirty) {
        IndexEntry entry = working.of(dirty.compartment());
        Set<String> before = entries.aliases(dirty.compartment());
        Set<String> now = new TreeSet<>(entry.pseudonyms());
        if (!before.equals(now)) {
            Set<String> gone = new TreeSet<>(before);
            gone.removeAll(now);
            Set<String> come = new TreeSet<>(now);
            come.removeAll(before);
            Set<Long> others = new HashSet<>(entries.bearers(gone));
            others.remove(dirty.compartment());
            entries.alias(dirty.compartment(), gone, come);
            // a registration that went away took a document with it by which others of the person were found
            entries.mark(others);
        }
        entries.write(dirty.compartment(), entry.handle(), JSON.writeValueAsString(content(entry)), entry.digest());
        entries.clean(dirty);
    }

    private static Map<String, Object> content(IndexEntry entry) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("handle", entry.handle());
        content.put("pseudonyms", entry.pseudonyms());
        if (entry.institution() != null) {
            content.put("institution", entry.institution());
        }
        List<Map<String, Object>> kinds = new ArrayList<>();
        entry.kinds().forEach(kind -> {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("kind", kind.kind());
            if (kind.first() != null) {
                each.put("first", kind.first().toString());
                each.put("last", String.valueOf(kind.last()));
            }
            each.put("count", kind.count());
            kinds.add(each);
        });
        content.put("kinds", kinds);
        return content;
    }

    /**
     * Tells the nation the next batch; true where there may be more.
     *
     * @throws Problem where the nation is away or refuses; the batch stays
     */
    boolean tell() {
        turn.lock();
        try {
            EntryStore.Batch batch = entries.onItsWay().or(this::next).orElse(null);
            if (batch == null) {
                return false;
            }
            JsonNode content = JSON.readTree(batch.body());
            try {
                client.ask(NodeCard.NATION, NationIndex.UPDATE, Message.RUNNING, content, LIMIT);
            } catch (Problem refused) {
                if (refused.code().equals(NationIndex.SEQUENCE_WRONG)) {
                    again();
                    return true;
                }
                throw refused;
            }
            transaction.executeWithoutResult(status -> settled(batch, content));
            return true;
        } finally {
            turn.unlock();
        }
    }

    private void settled(EntryStore.Batch batch, JsonNode content) {
        content.path("entries").forEach(each -> {
            IndexEntry entry = IndexEntry.of(each);
            entries.sent(entry.handle(), entry.digest());
        });
        entries.move("sequence", batch.sequence());
        if (content.path("complete").asBoolean(false)) {
            entries.move("complete", batch.epoch());
        }
        entries.empty();
    }

    private java.util.Optional<EntryStore.Batch> next() {
        return transaction.execute(status -> {
            Map<String, Long> places = entries.places();
            long epoch = places.getOrDefault("epoch", 1L);
            List<EntryStore.Waiting> waiting = entries.waiting(BATCH);
            boolean complete = waiting.isEmpty() && places.getOrDefault("complete", 1L) < epoch && !entries.anyDirty();
            if (waiting.isEmpty() && !complete) {
                return java.util.Optional.empty();
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("key", key.proof());
            body.put("epoch", epoch);
            body.put("sequence", places.getOrDefault("sequence", 0L) + 1);
            body.put("complete", complete);
            body.put(
                    "entries",
                    waiting.stream().map(each -> JSON.readTree(each.body())).toList());
            EntryStore.Batch batch =
                    new EntryStore.Batch(places.getOrDefault("sequence", 0L) + 1, epoch, JSON.writeValueAsString(body));
            entries.out(batch);
            return java.util.Optional.of(batch);
        });
    }

    /** As {@link IndexRebuild#again}, between two batches. */
    void again() {
        turn.lock();
        try {
            rebuild.again();
        } finally {
            turn.unlock();
        }
    }

    /** What this province has to say. */
    IndexState here() {
        return rebuild.here();
    }

    /** What the nation knows of it. */
    IndexState there() {
        return rebuild.there();
    }

    Lag lag() {
        Map<String, Long> places = entries.places();
        long epoch = places.getOrDefault("epoch", 1L);
        return new Lag(
                entries.countDirty(),
                entries.countWaiting(),
                epoch,
                places.getOrDefault("sequence", 0L),
                places.getOrDefault("complete", 1L) >= epoch);
    }

    /** Source patients here of persons with one of these pseudonyms. */
    Set<Long> bearers(Set<String> pseudonyms) {
        return pseudonyms.isEmpty() ? Set.of() : entries.bearers(pseudonyms);
    }
}
