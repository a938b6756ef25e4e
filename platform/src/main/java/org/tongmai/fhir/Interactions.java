package org.tongmai.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Origin;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.Receipt;
import org.tongmai.store.ResourceTypes;
import org.tongmai.store.Scope;
import org.tongmai.store.Slice;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** Writing through FHIR: the door for whoever has resources to submit, over REST or from another protocol. */
public final class Interactions {

    private static final Pattern VERSION = Pattern.compile("(?:W/)?\"?(\\d{1,9})\"?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

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
        String type = Bundle.typeOf(body);
        if ("Bundle".equals(type)) {
            return bundle(body, sender, Handling.LENIENT);
        }
        ObjectNode resource = Json.read(body);
        String name = requireType(type);
        String id = resource.path("id").asString("");
        return id.isEmpty()
                ? create(name, body, null, sender, Handling.LENIENT)
                : update(name, id, body, null, sender, Handling.LENIENT);
    }

    /**
     * Carries out exactly what was asked for, as the REST interface does.
     *
     * @throws Problem where it is refused; then nothing of it is stored (of a batch: its entries tell)
     */
    public Outcome submit(Asked asked, byte[] body, Sender sender) {
        var handling = new Handling(asked.strict(), asked.base());
        if (asked.bundle()) {
            return bundle(body, sender, handling);
        }
        String type = body.length == 0 ? null : Bundle.typeOf(body);
        var entry = new Bundle.Entry(
                0,
                null,
                asked.method(),
                asked.url(),
                asked.ifMatch(),
                asked.ifNoneExist(),
                type == null ? null : Slice.of(body),
                type,
                type == null ? null : Change.create(requireType(type), body).patient());
        return single(change(entry), sender, handling);
    }

    /**
     * How a submission is looked at.
     *
     * @param strict refuse unknown elements
     * @param base the server's own base URL with a final slash; may be empty
     */
    record Handling(boolean strict, String base) {
        static final Handling LENIENT = new Handling(false, "");
    }

    Outcome create(String type, byte[] body, @Nullable String ifNoneExist, Sender sender, Handling handling) {
        Change plain = Change.create(requireType(type), body);
        Change change = new Change(
                Fact.Method.CREATE,
                type,
                null,
                ifNoneExist == null ? null : QueryText.read(type + "?" + ifNoneExist),
                null,
                null,
                plain.patient(),
                plain.body());
        return single(change, sender, handling);
    }

    Outcome update(String type, String id, byte[] body, @Nullable String ifMatch, Sender sender, Handling handling) {
        Change plain = Change.update(requireType(type), requireId(id), body);
        return single(
                new Change(Fact.Method.UPDATE, type, id, null, version(ifMatch), null, plain.patient(), plain.body()),
                sender,
                handling);
    }

    Outcome updateWhere(String type, Query condition, byte[] body, Sender sender, Handling handling) {
        Change plain = Change.create(requireType(type), body);
        return single(
                new Change(Fact.Method.UPDATE, type, null, condition, null, null, plain.patient(), plain.body()),
                sender,
                handling);
    }

    Outcome delete(String type, String id, @Nullable String ifMatch, Sender sender) {
        return single(
                new Change(
                        Fact.Method.DELETE, requireType(type), requireId(id), null, version(ifMatch), null, null, null),
                sender,
                Handling.LENIENT);
    }

    /** What existed already is not shown: reading it is another interaction, with a decision and a trace of its own. */
    private Outcome single(Change change, Sender sender, Handling handling) {
        Receipt receipt = store.transact(
                List.of(change), origin(sender, handling), rules.check(handling.strict(), sender.institution()));
        Receipt.Done done = receipt.entries().getFirst();
        byte[] stored = done.result() == Receipt.Result.DELETED || done.result() == Receipt.Result.EXISTED
                ? new byte[0]
                : store.version(done.type(), done.id(), done.version(), Scope.everything())
                        .map(Fact::json)
                        .orElse(new byte[0]);
        return Outcome.of(receipt, stored);
    }

    /** A transaction: all entries or none. A batch: each entry for itself. */
    Outcome bundle(byte[] body, Sender sender, Handling handling) {
        Bundle bundle = Bundle.skim(body);
        return switch (bundle.type()) {
            case "transaction" -> transaction(bundle, sender, handling);
            case "batch" -> batch(bundle, sender, handling);
            default ->
                throw Bundle.bad(
                        "The Bundle is not a transaction or a batch.",
                        "Set Bundle.type to 'transaction' or 'batch'.",
                        List.of("Bundle.type"));
        };
    }

    private Outcome transaction(Bundle bundle, Sender sender, Handling handling) {
        var changes = new ArrayList<Change>();
        for (Bundle.Entry entry : bundle.entries()) {
            changes.add(change(entry));
        }
        Receipt receipt =
                store.transact(changes, origin(sender, handling), rules.check(handling.strict(), sender.institution()));
        return Outcome.of(receipt, Responses.transaction(receipt));
    }

    /** Entries of a batch stand alone, so several are written at a time and share commits. */
    private Outcome batch(Bundle bundle, Sender sender, Handling handling) {
        List<Object> answers;
        try (ExecutorService entries = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("batch-", 0).factory())) {
            var turns = new Semaphore(BATCH_TOGETHER);
            List<Future<Object>> running = bundle.entries().stream()
                    .map(entry -> entries.submit(() -> inTurn(turns, entry, sender, handling)))
                    .toList();
            answers = running.stream().map(Interactions::result).toList();
        }
        List<Receipt> receipts = answers.stream()
                .filter(Receipt.class::isInstance)
                .map(Receipt.class::cast)
                .toList();
        List<Receipt.Done> done =
                receipts.stream().map(receipt -> receipt.entries().getFirst()).toList();
        boolean nothingNew = !receipts.isEmpty() && receipts.stream().allMatch(Receipt::replayed);
        return Outcome.of(new Receipt(done, nothingNew), Responses.batch(answers))
                .of(entries(bundle, answers, handling));
    }

    /** The {@link Receipt} of the entry, or the {@link Problem} for which it was refused. */
    private Object inTurn(Semaphore turns, Bundle.Entry entry, Sender sender, Handling handling) {
        turns.acquireUninterruptibly();
        try {
            var own = new Sender(
                    sender.institution(),
                    sender.account(),
                    sender.idempotencyKey() == null ? null : sender.idempotencyKey() + "#" + entry.index());
            return store.transact(
                    List.of(change(entry)),
                    origin(own, handling),
                    rules.check(handling.strict(), sender.institution()));
        } catch (Problem refused) {
            return refused;
        } finally {
            turns.release();
        }
    }

    private static List<BatchEntry> entries(Bundle bundle, List<Object> answers, Handling handling) {
        var entries = new ArrayList<BatchEntry>();
        for (Bundle.Entry entry : bundle.entries()) {
            Object answer = answers.get(entry.index());
            entries.add(new BatchEntry(
                    Asked.of(entry, handling),
                    entry.resource() == null ? Slice.of(new byte[0]) : entry.resource(),
                    answer instanceof Receipt receipt ? receipt.entries().getFirst() : null,
                    answer instanceof Problem refused ? refused : null));
        }
        return entries;
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

    private static Change change(Bundle.Entry entry) {
        String where = "Bundle.entry[" + entry.index() + "].request";
        int mark = entry.url().indexOf('?');
        String path = mark < 0 ? entry.url() : entry.url().substring(0, mark);
        String[] parts = path.split("/", -1);
        String type = requireType(parts[0]);
        Query condition = mark < 0 ? null : QueryText.read(entry.url());
        String id = parts.length > 1 ? requireId(parts[1]) : null;
        Slice resource = entry.resource();
        if (resource == null && !entry.method().equals("DELETE")) {
            throw Bundle.bad("An entry has no resource.", "Only DELETE goes without one.", List.of(where));
        }
        if (resource != null && !type.equals(entry.resourceType())) {
            throw Bundle.bad(
                    "The resource of an entry is not of the type in its request.url.",
                    "Make resourceType and url agree.",
                    List.of(where + ".url"));
        }
        return switch (entry.method()) {
            case "POST" ->
                new Change(
                        Fact.Method.CREATE,
                        type,
                        null,
                        entry.ifNoneExist() == null ? null : QueryText.read(type + "?" + query(entry.ifNoneExist())),
                        null,
                        entry.fullUrl(),
                        entry.patient(),
                        resource);
            case "PUT" -> {
                if (id == null && condition == null) {
                    throw Bundle.bad(
                            "A PUT names no id and no condition.",
                            "Write Type/id or Type?identifier=….",
                            List.of(where + ".url"));
                }
                yield new Change(
                        Fact.Method.UPDATE,
                        type,
                        id,
                        condition,
                        version(entry.ifMatch()),
                        entry.fullUrl(),
                        entry.patient(),
                        resource);
            }
            case "DELETE" ->
                new Change(
                        Fact.Method.DELETE, type, id, condition, version(entry.ifMatch()), entry.fullUrl(), null, null);
            default ->
                throw Bundle.bad(
                        "The method of an entry is not POST, PUT or DELETE.",
                        "Read with a request of its own; PATCH is not offered yet.",
                        List.of(where + ".method"));
        };
    }

    private static String query(String ifNoneExist) {
        int mark = ifNoneExist.indexOf('?');
        return mark < 0 ? ifNoneExist : ifNoneExist.substring(mark + 1);
    }

    private static Origin origin(Sender sender, Handling handling) {
        return new Origin(sender.institution(), sender.account(), sender.idempotencyKey(), handling.base());
    }

    private static String requireType(@Nullable String type) {
        if (type == null) {
            throw new Problem(
                    Problem.Kind.MALFORMED,
                    "fhir.no-resource-type",
                    "The body has no resourceType.",
                    "Every FHIR resource names its type.",
                    "Add the member 'resourceType'.");
        }
        if (!ResourceTypes.exists(type)) {
            throw ResourceTypes.unknown(type);
        }
        return type;
    }

    private static String requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.id-wrong",
                    "The id is not one of FHIR.",
                    "An id has 1 to 64 letters, digits, '-' and '.'.",
                    "Choose another id.");
        }
        return id;
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            return null;
        }
        Matcher matcher = VERSION.matcher(ifMatch.strip());
        if (!matcher.matches()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.if-match-wrong",
                    "If-Match cannot be read.",
                    "It is an entity tag such as W/\"3\".",
                    "Take the ETag of the last read.");
        }
        return Integer.valueOf(matcher.group(1));
    }
}
