package org.tongmai.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The personal health information index (居民健康信息索引): under which pseudonyms which province has records. It takes each batch
 * of a province once and in order, and holds no content: what is told is bounded to pseudonyms, codes of institutions, words of
 * kinds, days and counts.
 */
final class NationIndex {

    static final String UPDATE = "/exchange/index";
    static final String STATE = "/exchange/index/state";
    static final String WHERE = "/exchange/index/where";

    /** The refusal at which a province builds its index anew. */
    static final String SEQUENCE_WRONG = "exchange.sequence-wrong";

    private static final int ENTRIES_MAX = 1_000;

    /** Documents of one person. */
    private static final int PSEUDONYMS_MAX = 64;

    private static final Set<String> PURPOSES = Set.of(Purpose.CARE.code(), Purpose.SELF.code());
    private static final JsonMapper JSON = JsonMapper.shared();

    private final NationStore store;
    private final TransactionOperations transaction;
    private final Clock clock;

    NationIndex(NationStore store, TransactionOperations transaction, Clock clock) {
        this.store = store;
        this.transaction = transaction;
        this.clock = clock;
    }

    Object update(Message message, JsonNode content) {
        String province = message.sender();
        long epoch = content.path("epoch").asLong(0);
        long sequence = content.path("sequence").asLong(0);
        String key = content.path("key").asString("");
        JsonNode entries = content.path("entries");
        if (!key.matches("[A-Za-z0-9_-]{22}") || entries.size() > ENTRIES_MAX) {
            throw Refusals.unreadable();
        }
        String digest = Jws.encode(
                IndexEntry.sha256().digest(JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8)));
        transaction.executeWithoutResult(status -> {
            store.lock(province);
            Optional<NationStore.Province> before = store.province(province);
            if (!again(before, epoch, sequence, digest)) {
                requireNext(before, epoch, sequence);
                if (store.otherKey(key)) {
                    throw keyDiffers();
                }
                entries.forEach(each -> store.write(province, epoch, IndexEntry.of(each)));
                if (content.path("complete").asBoolean(false)) {
                    store.removeOlder(province, epoch);
                }
                store.move(province, new NationStore.Province(key, epoch, sequence, digest, clock.instant()));
            }
        });
        return Map.of("epoch", epoch, "sequence", sequence);
    }

    /** The batch that came last, whose acknowledgement was lost. */
    private static boolean again(Optional<NationStore.Province> before, long epoch, long sequence, String digest) {
        return before.filter(last -> last.epoch() == epoch
                        && last.sequence() == sequence
                        && last.digest().equals(digest))
                .isPresent();
    }

    private static void requireNext(Optional<NationStore.Province> before, long epoch, long sequence) {
        long lastEpoch = before.map(NationStore.Province::epoch).orElse(0L);
        long last = before.map(NationStore.Province::sequence).orElse(0L);
        boolean next = epoch == lastEpoch ? sequence == last + 1 : epoch > lastEpoch && sequence == 1;
        if (!next) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "exchange.sequence-wrong",
                    "This batch of index updates does not follow the last one.",
                    "Here is epoch " + lastEpoch + ", batch " + last + "; one was lost, or a database was restored.",
                    "The province builds its index anew by itself (tongmai node reindex does the same).");
        }
    }

    Object state(Message message, JsonNode content) {
        IndexState state = store.state(message.sender());
        NationStore.Province province =
                store.province(message.sender()).orElse(new NationStore.Province("", 0, 0, "", clock.instant()));
        return Map.of(
                "digest",
                state.digest(),
                "entries",
                state.entries(),
                "epoch",
                province.epoch(),
                "sequence",
                province.sequence());
    }

    /** Which provinces have something: for care no more than that; residents see of themselves what and where. */
    Object where(Message message, JsonNode content) {
        if (!PURPOSES.contains(message.purpose())) {
            throw Refusals.purposeWrong(message.purpose());
        }
        boolean self = message.purpose().equals(Purpose.SELF.code());
        List<String> pseudonyms = new ArrayList<>();
        content.path("pseudonyms").forEach(each -> pseudonyms.add(each.asString("")));
        if (pseudonyms.size() > PSEUDONYMS_MAX) {
            throw Refusals.unreadable();
        }
        Map<String, List<Object>> places = new LinkedHashMap<>();
        for (NationStore.Found found : store.where(pseudonyms)) {
            List<Object> what = places.computeIfAbsent(found.province(), none -> new ArrayList<>());
            if (self) {
                what.add(found);
            }
        }
        return Map.of("places", places);
    }

    Optional<NationStore.Province> province(String id) {
        return store.province(id);
    }

    private static Problem keyDiffers() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "exchange.index-key-differs",
                "The index key of this province is not that of the others.",
                "Provinces recognise a person by pseudonyms under one key; under another nobody would be found.",
                "Take the key of another province: tongmai node index-key --take FILE.");
    }
}
