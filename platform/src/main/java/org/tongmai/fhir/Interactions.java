package org.tongmai.fhir;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Note;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.Receipt;
import org.tongmai.store.Scope;
import org.tongmai.store.Slice;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** Writing through FHIR: the door for whoever has resources to submit, over REST or from another protocol. */
public final class Interactions {

    /** What {@code CapabilityStatement.rest.resource.conditionalDelete} says: one deletion deletes all that match. */
    static final String CONDITIONAL_DELETE = "multiple";

    /** What {@code CapabilityStatement.patchFormat} says. */
    static final List<String> PATCH_FORMATS = List.of(JsonPatch.MEDIA_TYPE, "application/fhir+json");

    /** Entries of one batch that are written at a time. */
    private static final int BATCH_TOGETHER = 16;

    private final Store store;
    private final ResourceRules rules;

    Interactions(Store store, ResourceRules rules) {
        this.store = store;
        this.rules = rules;
    }

    /**
     * Takes a transaction or batch Bundle, or one resource: created, or updated where it has an id.
     *
     * @throws Problem where it is refused; then nothing of it is stored (of a batch: its entries tell)
     */
    public Outcome submit(byte[] body, Sender sender) {
        return submit(body, sender, null);
    }

    /** As {@link #submit(byte[], Sender)}, with what is kept of it in the commit that stores it; a batch has no such commit. */
    public Outcome submit(byte[] body, Sender sender, @Nullable Noting noting) {
        return unread(() -> submitted(body, sender, noting));
    }

    private Outcome submitted(byte[] body, Sender sender, @Nullable Noting noting) {
        String type = Bundle.typeOf(body);
        if ("Bundle".equals(type)) {
            return bundle(Bundle.skim(body), sender, Handling.LENIENT, null, noting);
        }
        ObjectNode resource = Json.read(body);
        String name = Preconditions.type(type);
        String id = resource.path("id").asString("");
        Change change = id.isEmpty() ? Change.create(name, body) : update(name, id, body);
        return single(change, sender, Handling.LENIENT, noting);
    }

    /**
     * Carries out exactly what was asked for, as the REST interface does.
     *
     * @throws Problem where it is refused; then nothing of it is stored (of a batch: its entries tell)
     */
    public Outcome submit(Asked asked, byte[] body, Sender sender) {
        return unread(() -> submitted(asked, body, sender));
    }

    /** Nobody reads the response, so it is no loss where it cannot be made. */
    private static Outcome unread(Supplier<Outcome> submission) {
        try {
            return submission.get();
        } catch (Unanswered stored) {
            return stored.outcome();
        }
    }

    private Outcome submitted(Asked asked, byte[] body, Sender sender) {
        var handling = new Handling(asked.strict(), asked.base(), Returns.MINIMAL);
        if (asked.bundle()) {
            return bundle(Bundle.skim(body), sender, handling, null);
        }
        boolean patch = asked.method().equals("PATCH");
        String type = body.length == 0 || patch ? null : Bundle.typeOf(body);
        var entry = new Bundle.Entry(
                0,
                null,
                asked.method(),
                asked.url(),
                asked.ifMatch(),
                null,
                null,
                asked.ifNoneExist(),
                body.length == 0 ? null : Slice.of(body),
                type,
                type == null ? null : id(body),
                type == null
                        ? null
                        : Change.create(Preconditions.type(type), body).patient());
        return single(Entries.change(entry, handling.base), sender, handling);
    }

    private static @Nullable String id(byte[] body) {
        String id = Json.read(body).path("id").asString("");
        return id.isEmpty() ? null : id;
    }

    /** What a client wants to be told of what it wrote. */
    enum Returns {
        /** Where it said nothing: the resource of a single interaction, locations only of a Bundle. */
        DEFAULT,
        MINIMAL,
        REPRESENTATION,
        OUTCOME
    }

    /**
     * How a submission is looked at.
     *
     * @param strict refuse unknown elements
     * @param base the server's own base URL with a final slash; may be empty
     */
    record Handling(boolean strict, String base, Returns returns) {
        /** Of what is submitted from within: nobody reads the answer. */
        static final Handling LENIENT = new Handling(false, "", Returns.MINIMAL);

        /** The same, answered with the resource. */
        Handling shown() {
            return new Handling(strict, base, Returns.REPRESENTATION);
        }
    }

    /** Answers the entries of a Bundle that do not write. */
    interface Reads {
        EntryAnswer answer(Bundle.Entry entry, String url);
    }

    /** What is to be kept of a submission in the commit that stores it. */
    @FunctionalInterface
    public interface Noting {
        /** @param stored what is about to be stored; asked again where it has to be planned anew */
        Note<?> of(Outcome stored);

        private static Function<Receipt, @Nullable Note<?>> of(@Nullable Noting noting) {
            return receipt -> noting == null ? null : noting.of(Outcome.of(receipt));
        }
    }

    // -- one change

    static Change update(String type, String id, byte[] body) {
        return Change.update(Preconditions.type(type), Preconditions.id(id), body);
    }

    /** Creates where {@code condition} finds nothing, else updates what it finds. */
    static Change updateWhere(String type, Query condition, byte[] body) {
        Change plain = Change.create(Preconditions.type(type), body);
        String id = id(body);
        return new Change(
                Fact.Method.UPDATE,
                type,
                id == null ? null : Preconditions.id(id),
                condition,
                null,
                null,
                plain.patient(),
                plain.body());
    }

    static Change delete(String type, @Nullable String id, @Nullable Query condition) {
        return new Change(Fact.Method.DELETE, type, id, condition, null, null, null, null);
    }

    /**
     * Carries out one change. What existed already is not in the response: reading it is another interaction, with a decision
     * and a trace of its own. Nor is there one where {@link Returns} asks for none.
     */
    Outcome single(Change change, Sender sender, Handling handling) {
        return single(change, sender, handling, null);
    }

    /** As {@link #single(Change, Sender, Handling)}, with what is kept of it in the same commit. */
    Outcome single(Change change, Sender sender, Handling handling, @Nullable Noting noting) {
        Receipt receipt = store.transact(
                List.of(change),
                origin(sender, handling),
                rules.check(handling.strict(), sender.institution()),
                Noting.of(noting));
        Receipt.Done done = receipt.entries().getFirst();
        boolean wanted = handling.returns == Returns.DEFAULT || handling.returns == Returns.REPRESENTATION;
        Outcome outcome =
                noting == null ? Outcome.of(receipt) : Outcome.of(receipt).withNote();
        return !wanted || done.result() == Receipt.Result.DELETED || done.result() == Receipt.Result.EXISTED
                ? outcome
                : outcome.answered(() -> Optional.ofNullable(receipt.written())
                        .or(() -> store.version(done.type(), done.id(), done.version(), Scope.everything()))
                        .map(Fact::json)
                        .orElse(new byte[0]));
    }

    // -- Bundles

    /** As {@link #bundle(Bundle, Sender, Handling, Reads, Noting)}, without a note. */
    Outcome bundle(Bundle bundle, @Nullable Sender sender, Handling handling, @Nullable Reads reads) {
        return bundle(bundle, sender, handling, reads, null);
    }

    /**
     * A transaction: all entries or none. A batch: each entry for itself.
     *
     * @param sender null where nobody may write; then only reading entries are taken
     * @param reads null where entries that read are not taken
     * @param noting what is kept of a transaction in its commit; a batch has no commit of its own
     */
    Outcome bundle(
            Bundle bundle, @Nullable Sender sender, Handling handling, @Nullable Reads reads, @Nullable Noting noting) {
        if (reads == null) {
            bundle.entries().stream()
                    .filter(entry -> Entries.kind(entry) != Entries.Kind.WRITE)
                    .findFirst()
                    .ifPresent(entry -> {
                        throw Bundle.bad(
                                "An entry reads, and what is submitted here is written only.",
                                "Leave it out.",
                                List.of("Bundle.entry[" + entry.index() + "].request"));
                    });
        }
        return switch (bundle.type()) {
            case "transaction" -> transaction(bundle, sender, handling, reads, noting);
            case "batch" -> batch(bundle, sender, handling, reads);
            default ->
                throw Bundle.bad(
                        "The Bundle is not a transaction or a batch.",
                        "Set Bundle.type to 'transaction' or 'batch'.",
                        List.of("Bundle.type"));
        };
    }

    /** Deletions, creations, updates and patches commit as one; then the reading entries see them. */
    private Outcome transaction(
            Bundle bundle, @Nullable Sender sender, Handling handling, @Nullable Reads reads, @Nullable Noting noting) {
        Entries.refuseSameFullUrl(bundle);
        var changes = new ArrayList<Change>();
        var positions = new ArrayList<Integer>();
        for (Bundle.Entry entry : bundle.entries()) {
            switch (Entries.kind(entry)) {
                case WRITE -> {
                    changes.add(Entries.change(entry, handling.base));
                    positions.add(entry.index());
                }
                case READ -> Entries.local(entry, handling.base);
                case OPERATION ->
                    throw Bundle.bad(
                            "A transaction calls an operation.",
                            "Call it with a request of its own, or in a batch.",
                            List.of("Bundle.entry[" + entry.index() + "].request.url"));
            }
        }
        Receipt receipt = changes.isEmpty()
                ? new Receipt(List.of(), false)
                : transact(changes, positions, bundle.entries().size(), sender, handling, noting);
        Outcome outcome = noting == null || changes.isEmpty()
                ? Outcome.of(receipt)
                : Outcome.of(receipt).withNote();
        return outcome.answered(() -> {
            var answers = new ArrayList<EntryAnswer>();
            int written = 0;
            for (Bundle.Entry entry : bundle.entries()) {
                answers.add(
                        Entries.kind(entry) == Entries.Kind.WRITE
                                ? new EntryAnswer.Written(receipt.entries().get(written++))
                                : read(reads, entry, handling));
            }
            return new BundleAnswer(store, handling.returns).bytes("transaction-response", answers);
        });
    }

    private Receipt transact(
            List<Change> changes,
            List<Integer> positions,
            int entries,
            @Nullable Sender sender,
            Handling handling,
            @Nullable Noting noting) {
        try {
            Sender own = require(sender);
            return store.transact(
                    changes,
                    origin(own, handling),
                    rules.check(handling.strict(), own.institution()),
                    Noting.of(noting));
        } catch (Problem problem) {
            throw changes.size() == entries && entries > 1 ? problem : Positions.of(problem, positions);
        }
    }

    /** Entries of a batch stand alone, so several are written at a time and share commits. */
    private Outcome batch(Bundle bundle, @Nullable Sender sender, Handling handling, @Nullable Reads reads) {
        List<@Nullable Future<Object>> running;
        try (ExecutorService entries = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("batch-", 0).factory())) {
            var turns = new Semaphore(BATCH_TOGETHER);
            running = new ArrayList<>();
            for (Bundle.Entry entry : bundle.entries()) {
                running.add(
                        kind(entry) == Entries.Kind.WRITE
                                ? entries.submit(() -> inTurn(turns, entry, require(sender), handling))
                                : null);
            }
        }
        var answers = new ArrayList<EntryAnswer>();
        var receipts = new ArrayList<Receipt>();
        for (int i = 0; i < running.size(); i++) {
            Future<Object> entry = running.get(i);
            switch (entry == null ? null : result(entry)) {
                case Receipt receipt -> {
                    receipts.add(receipt);
                    answers.add(new EntryAnswer.Written(receipt.entries().getFirst()));
                }
                case Problem problem -> answers.add(new EntryAnswer.Refused(problem));
                case null, default -> answers.add(read(reads, bundle.entries().get(i), handling));
            }
        }
        List<Receipt.Done> done =
                receipts.stream().map(receipt -> receipt.entries().getFirst()).toList();
        boolean nothingNew = !receipts.isEmpty() && receipts.stream().allMatch(Receipt::replayed);
        return Outcome.of(new Receipt(done, nothingNew))
                .of(entries(bundle, answers, handling))
                .answered(() -> new BundleAnswer(store, handling.returns).bytes("batch-response", answers));
    }

    /** What the entries that write came to, for whoever keeps a journal. */
    private static List<BatchEntry> entries(Bundle bundle, List<EntryAnswer> answers, Handling handling) {
        var entries = new ArrayList<BatchEntry>();
        for (Bundle.Entry entry : bundle.entries()) {
            EntryAnswer answer = answers.get(entry.index());
            if (kind(entry) == Entries.Kind.WRITE) {
                entries.add(new BatchEntry(
                        Asked.of(entry, handling),
                        entry.resource() == null ? Slice.of(new byte[0]) : entry.resource(),
                        answer instanceof EntryAnswer.Written written ? written.done() : null,
                        answer instanceof EntryAnswer.Refused refused ? refused.problem() : null));
            }
        }
        return entries;
    }

    /** In a batch an entry that cannot be understood is refused alone. */
    private static Entries.Kind kind(Bundle.Entry entry) {
        try {
            return Entries.kind(entry);
        } catch (Problem refusedLater) {
            return Entries.Kind.READ;
        }
    }

    /** Comes after what was written, so no fault of one entry takes the answers of the others along. */
    private static EntryAnswer read(@Nullable Reads reads, Bundle.Entry entry, Handling handling) {
        try {
            Entries.kind(entry);
            if (reads == null) {
                throw new IllegalStateException("reads were refused before");
            }
            return reads.answer(entry, Entries.local(entry, handling.base));
        } catch (Problem refused) {
            return new EntryAnswer.Refused(refused);
        } catch (RuntimeException fault) {
            return new EntryAnswer.Refused(ServerFault.refusal(fault));
        }
    }

    /**
     * Writes an entry, under an {@code Idempotency-Key} once: the same entry is one submission wherever in a batch it stands and
     * whatever stands beside it, so that what was refused is sent again without the rest, and the rest without harm. Of a
     * resource under its id it is one for as long as nothing was written after it, so that what was said before can be said again.
     */
    private Receipt once(Bundle.Entry entry, Sender sender, Handling handling) {
        Change change = Entries.change(entry, handling.base);
        Store.Check check = rules.check(handling.strict(), sender.institution());
        if (sender.idempotencyKey() == null) {
            return store.transact(List.of(change), origin(sender, handling), check);
        }
        String content = Submitted.hash(content(entry, handling));
        if (change.id() == null) {
            return store.transact(List.of(change), origin(sender.under(content), handling), check);
        }
        int current = store.current(change.type(), change.id(), Scope.everything())
                .map(Fact::version)
                .orElse(0);
        return store.earlier(List.of(change), origin(sender.under(content + "@" + (current - 1)), handling))
                .filter(earlier -> earlier.entries().getFirst().version() == current)
                .orElseGet(() -> store.transact(
                        List.of(change), origin(sender.under(content + "@" + current), handling), check));
    }

    private static byte[] content(Bundle.Entry entry, Handling handling) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(Asked.of(entry, handling).bytes());
        Slice resource = entry.resource();
        if (resource != null) {
            content.write(resource.bytes(), resource.from(), resource.length());
        }
        return content.toByteArray();
    }

    /** The {@link Receipt} of the entry, or the {@link Problem} for which it was refused. */
    private Object inTurn(Semaphore turns, Bundle.Entry entry, Sender sender, Handling handling) {
        turns.acquireUninterruptibly();
        try {
            return once(entry, sender, handling);
        } catch (Problem refused) {
            return refused;
        } catch (RuntimeException fault) {
            return ServerFault.refusal(fault); // the other entries are written, and the answer tells which
        } finally {
            turns.release();
        }
    }

    private static Object result(Future<Object> entry) {
        try {
            return entry.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Sender require(@Nullable Sender sender) {
        if (sender == null) {
            throw new IllegalStateException("a Bundle that writes needs a sender");
        }
        return sender;
    }

    private static Origin origin(Sender sender, Handling handling) {
        return new Origin(sender.institution(), sender.account(), sender.idempotencyKey(), handling.base());
    }
}
