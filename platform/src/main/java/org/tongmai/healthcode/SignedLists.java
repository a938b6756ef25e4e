package org.tongmai.healthcode;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a verifier needs to work without network: the keys that sign codes and the codes that are not accepted, each signed by
 * the node's list key and good for a day. The form is base64url of JSON, a dot, base64url of the signature of
 * {@value #SIGNED_AS} and that JSON.
 */
final class SignedLists {

    /** How long a list is good for; a verifier that was cut off longer refuses everything. */
    static final Duration VALID = Duration.ofHours(24);

    /** Codes in a revocation list; a list of this size is some 50 MB. */
    static final int LISTED_MOST = 1_000_000;

    /** So long a signed list is given again. */
    private static final Duration HELD = Duration.ofMinutes(1);

    /** So long what is known of the dead goes into every list: they are many, and seldom more. */
    static final Duration ENDED_HELD = Duration.ofMinutes(10);

    static final String SIGNED_AS = "tongmai health code list 1";
    static final String KEYS = "keys";
    static final String REVOCATIONS = "revocations";
    static final String DECEASED = "deceased";

    /** In a key list: the list key that takes over; whoever trusts this list trusts it from now on. */
    static final String NEXT_ROOT = "nextRoot";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Crypto crypto;
    private final CodeStore store;
    private final Registrations registrations;
    private final int most;
    private final Clock clock;
    private final AtomicLong generation = new AtomicLong();
    private final Held<Keys> keys = new Held<>();
    private final Held<String> revocations = new Held<>();
    private Ended ended = new Ended(Instant.EPOCH, List.of(), List.of());

    /** Printed codes of those who died, and of registrations that were deleted. */
    private record Ended(Instant at, List<UUID> deceased, List<UUID> gone) {

        int size() {
            return deceased.size() + gone.size();
        }
    }

    /** @param most codes that a revocation list may hold */
    SignedLists(Crypto crypto, CodeStore store, Registrations registrations, int most, Clock clock) {
        this.crypto = crypto;
        this.store = store;
        this.registrations = registrations;
        this.most = most;
        this.clock = clock;
    }

    /**
     * What a verifier is set up with once, by a way it trusts.
     *
     * @param key the public key that signs lists, base64url
     */
    public record Root(String suite, String key) {

        Suite.Verification verification() {
            Suite of = Suite.of(suite).orElseThrow();
            return of.verification(of.decode(Base64.getUrlDecoder().decode(key)));
        }
    }

    /** A list whose signature was verified. */
    record Opened(String type, Instant issuedAt, Instant validUntil, JsonNode content) {}

    /** The key that signs lists, and the signed list of keys: nothing about anybody. */
    record Keys(Root root, String keys) {}

    /** What is shown, lost, cancelled or printed from now on stands in the next list. */
    void changed() {
        generation.incrementAndGet();
    }

    /**
     * Makes no key, since anybody may ask.
     *
     * @throws Problem {@code healthcode.no-keys-yet}
     */
    Keys keys() {
        return keys.text(this::makeKeys);
    }

    /** @throws Problem {@code healthcode.list-too-long} rather than sign a list that lacks some */
    String revocations() {
        return revocations.text(this::makeRevocations);
    }

    private Keys makeKeys() {
        CodeKey root = crypto.keysIfMade().flatMap(CodeKeys::rootIfMade).orElseThrow(SignedLists::noKeysYet);
        List<Map<String, Object>> all = new ArrayList<>();
        for (CodeKey key : crypto.keys().all()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("id", key.id());
            each.put("suite", key.suite().word());
            each.put("key", encode(key.publicKey()));
            each.put("from", key.from().toString());
            if (key.standby()) {
                each.put("standby", true);
            }
            if (key.until() != null) {
                each.put("until", key.until().toString());
            }
            if (key.revoked()) {
                each.put("revoked", true);
            }
            all.add(each);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("keys", all);
        crypto.keys().nextRoot().map(SignedLists::root).ifPresent(next -> content.put(NEXT_ROOT, next));
        return new Keys(root(root), sign(KEYS, content));
    }

    private static Root root(CodeKey key) {
        return new Root(key.suite().word(), encode(key.publicKey()));
    }

    private String makeRevocations() {
        crypto.keys().standBy();
        Ended over = ended();
        List<HealthCode> listed = store.listed(clock.instant(), most + 1);
        if (listed.size() + over.size() > most) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "healthcode.list-too-long",
                    "More than " + most + " codes are lost, cancelled, printed anew, or prints of the dead.",
                    "A list that lacks some of them would let a verifier without network accept these.",
                    "Verify with network; tell the makers of Tongmai that the list has to be sent in parts.");
        }
        List<UUID> lost = new ArrayList<>();
        List<UUID> cancelled = new ArrayList<>(over.gone());
        Map<String, Integer> prints = new LinkedHashMap<>();
        for (HealthCode each : listed) {
            switch (each.state()) {
                case LOST -> lost.add(each.id());
                case CANCELLED -> cancelled.add(each.id());
                case ACTIVE -> prints.put(each.id().toString(), each.prints());
            }
        }
        return sign(
                REVOCATIONS, Map.of("lost", lost, "cancelled", cancelled, "prints", prints, DECEASED, over.deceased()));
    }

    /** Of those who died only prints are listed: no code is shown of them any more, and one that is out lives three minutes. */
    private synchronized Ended ended() {
        Instant now = clock.instant();
        if (now.isBefore(ended.at().plus(ENDED_HELD))) {
            return ended;
        }
        List<UUID> deceased = new ArrayList<>();
        List<UUID> gone = new ArrayList<>();
        registrations.all(some -> store.printed(some.keySet(), now).forEach(code -> {
            boolean died = some.get(code.compartment()) == Registrations.State.DECEASED;
            (died ? deceased : gone).add(code.id());
        }));
        ended = new Ended(now, List.copyOf(deceased), List.copyOf(gone));
        return ended;
    }

    /** A list that was signed a moment ago is given to all who ask; one of them makes the next. */
    private final class Held<T> {
        private long made = -1;
        private Instant at = Instant.EPOCH;
        private @Nullable T value;

        synchronized T text(Supplier<T> make) {
            long now = generation.get();
            T there = value;
            if (there == null || made != now || !clock.instant().isBefore(at.plus(HELD))) {
                at = clock.instant();
                there = make.get();
                value = there;
                made = now;
            }
            return there;
        }
    }

    private static Problem noKeysYet() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "healthcode.no-keys-yet",
                "No health code was signed here yet.",
                "The keys are made when the first code is shown or a verifier fetches the revocation list.",
                "Ask again when there are codes.");
    }

    private String sign(String type, Map<String, Object> content) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", type);
        list.put("issuedAt", now.toString());
        list.put("validUntil", now.plus(VALID).toString());
        list.putAll(content);
        byte[] json = JSON.writeValueAsBytes(list);
        return encode(json) + "." + encode(crypto.keys().sign(crypto.keys().root(), signed(json)));
    }

    /** The list, where this key signed it; empty for anything else. */
    static Optional<Opened> open(String text, Suite.Verification root) {
        String[] parts = text.strip().split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(parts[0]);
            if (!root.verify(signed(json), Base64.getUrlDecoder().decode(parts[1]))) {
                return Optional.empty();
            }
            JsonNode content = JSON.readTree(json);
            return Optional.of(new Opened(
                    content.path("type").asString(""),
                    Instant.parse(content.path("issuedAt").asString("")),
                    Instant.parse(content.path("validUntil").asString("")),
                    content));
        } catch (IllegalArgumentException | JacksonException | DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The list key that a key list names as the next one. */
    static Optional<Root> nextRoot(Opened keyList) {
        JsonNode next = keyList.content().path(NEXT_ROOT);
        return next.isObject()
                ? Optional.of(new Root(
                        next.path("suite").asString(""), next.path("key").asString("")))
                : Optional.empty();
    }

    static CodeKey key(JsonNode written) {
        Suite suite = Suite.of(written.path("suite").asString("")).orElseThrow();
        byte[] key = Base64.getUrlDecoder().decode(written.path("key").asString(""));
        return new CodeKey(
                written.path("id").asString(""),
                suite,
                key,
                Instant.parse(written.path("from").asString("")),
                instant(written.path("until").asString("")),
                written.path("revoked").asBoolean(false),
                written.path("standby").asBoolean(false),
                suite.verification(suite.decode(key)));
    }

    private static @Nullable Instant instant(String written) {
        return written.isEmpty() ? null : Instant.parse(written);
    }

    private static byte[] signed(byte[] json) {
        byte[] context = SIGNED_AS.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(context, context.length + json.length);
        System.arraycopy(json, 0, all, context.length, json.length);
        return all;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
