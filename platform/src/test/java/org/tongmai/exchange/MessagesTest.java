package org.tongmai.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.exchange.RegistryEntry.Kind;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/** What nodes say to each other: who may say it, that it is said once, and that both keep the same receipt. */
class MessagesTest {

    private static final String PATH = Following.REGISTRY;
    private static final byte[] CONTENT = "{\"after\":0}".getBytes(StandardCharsets.UTF_8);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static Federation federation;
    private static TestNode nation;
    private static TestNode zhejiang;
    private static TestNode gansu;

    @BeforeAll
    static void start() {
        federation = Federation.start();
        nation = federation.nation;
        zhejiang = federation.province("330000", "national");
        gansu = federation.province("620000", "international");
    }

    @AfterAll
    static void stop() {
        federation.close();
    }

    @Test
    void a_message_is_answered_and_both_sides_keep_the_same_receipt_in_either_suite() {
        for (TestNode province : List.of(zhejiang, gansu)) {
            JsonNode answer = province.bean(ExchangeClient.class)
                    .ask(NodeCard.NATION, PATH, Message.RUNNING, Map.of("after", 0), LIMIT);

            ReceiptStore.Row here = newest(province);
            ReceiptStore.Row there = nation.bean(ReceiptStore.class)
                    .one(here.sender(), here.nonce())
                    .orElseThrow();
            assertThat(answer.path("entries").size()).isGreaterThan(3);
            assertThat(there.message()).isEqualTo(here.message());
            assertThat(there.receipt()).isNotNull().isEqualTo(here.receipt());
            assertThat(here.message()).doesNotContain("after");
        }
    }

    @Test
    void a_message_is_taken_once() {
        Message message = message(zhejiang, Instant.now());
        hear(message, zhejiang, CONTENT);

        assertRefused("exchange.replayed", () -> hear(message, zhejiang, CONTENT));
    }

    @Test
    void what_is_older_or_newer_than_clocks_differ_is_refused_and_says_by_how_much() {
        assertRefused(
                "exchange.clock-offset",
                () -> hear(message(zhejiang, Instant.now().minusSeconds(61)), zhejiang, CONTENT));
        assertThatThrownBy(() -> hear(message(zhejiang, Instant.now().plusSeconds(90)), zhejiang, CONTENT))
                .hasMessageMatching(".*\\+(90|8\\d) seconds.*");
        assertThat(hear(message(zhejiang, Instant.now().minusSeconds(50)), zhejiang, CONTENT)
                        .sender())
                .isEqualTo("330000");
    }

    @Test
    void content_audience_and_path_are_those_that_were_signed() {
        assertRefused(
                "exchange.content-changed",
                () -> hear(
                        message(zhejiang, Instant.now()), zhejiang, "{\"after\":1}".getBytes(StandardCharsets.UTF_8)));
        assertRefused(
                "exchange.for-another",
                () -> gansu.bean(Messages.class)
                        .hear(message(zhejiang, Instant.now()).text(), certificate(zhejiang), PATH, CONTENT));
        assertRefused(
                "exchange.for-another",
                () -> nation.bean(Messages.class)
                        .hear(
                                message(zhejiang, Instant.now()).text(),
                                certificate(zhejiang),
                                NationIndex.WHERE,
                                CONTENT));
    }

    @Test
    void a_message_comes_over_the_connection_of_its_sender() {
        assertRefused("exchange.certificate-of-another", () -> hear(message(zhejiang, Instant.now()), gansu, CONTENT));
    }

    @Test
    void a_signature_of_another_key_or_over_something_else_is_refused() {
        Message message = message(zhejiang, Instant.now());
        String[] parts = message.text().split("\\.");
        String[] other = message(zhejiang, Instant.now()).text().split("\\.");

        assertRefused(
                "exchange.signature-wrong", () -> hear(parts[0] + "." + parts[1] + "." + other[2], zhejiang, CONTENT));
        assertRefused("exchange.signature-wrong", () -> hear(parts[0] + "." + parts[1] + ".", zhejiang, CONTENT));
        assertRefused("exchange.message-unreadable", () -> hear(unsigned(parts[1]), zhejiang, CONTENT));
        assertRefused("exchange.key-unknown", () -> hear(renamed(message), zhejiang, CONTENT));
    }

    @Test
    void a_node_that_the_nation_has_not_admitted_is_told_so() {
        TestNode stranger = federation.node("province", "410000", java.nio.file.Path.of("none"), "national");
        ExchangeNode ours = nation.bean(ExchangeNode.class);
        stranger.bean(Nodes.class).follow(ours.signedCard(), ours.card().fingerprint(), "test");

        assertRefused(
                "exchange.node-unknown",
                () -> stranger.bean(ExchangeClient.class)
                        .ask(NodeCard.NATION, PATH, Message.RUNNING, Map.of("after", 0), LIMIT));
    }

    @Test
    void a_retired_node_is_refused_from_then_on_and_everybody_learns_of_it() {
        TestNode henan = federation.province("420000", "national");
        nation.bean(Nodes.class).retire("420000");

        assertRefused(
                "exchange.node-retired",
                () -> henan.bean(ExchangeClient.class)
                        .ask(NodeCard.NATION, PATH, Message.RUNNING, Map.of("after", 0), LIMIT));
        Federation.until(() -> zhejiang.bean(Registry.class)
                .node("420000")
                .filter(Peer::withdrawn)
                .isPresent());
    }

    @Test
    void a_replaced_key_is_good_for_a_day_and_its_successor_at_once() {
        TestNode hunan = federation.province("430000", "international");
        Message old = message(hunan, Instant.now());
        hunan.bean(NodeKeys.class).renew();
        assertRefused("exchange.key-unknown", () -> hear(message(hunan, Instant.now()), hunan, CONTENT));

        ExchangeNode its = hunan.bean(ExchangeNode.class);
        nation.bean(Nodes.class).admit(its.signedCard(), its.card().fingerprint());

        Peer peer = nation.bean(Registry.class).node("430000").orElseThrow();
        assertThat(hear(message(hunan, Instant.now()), hunan, CONTENT).sender()).isEqualTo("430000");
        assertThat(hear(old, hunan, CONTENT).sender()).isEqualTo("430000");
        assertThat(Objects.requireNonNull(peer.keys().get(1).until()))
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
    }

    @Test
    void a_card_with_another_fingerprint_is_not_admitted_and_provinces_admit_nobody() {
        ExchangeNode its = gansu.bean(ExchangeNode.class);

        assertRefused(
                "exchange.fingerprint-differs",
                () -> nation.bean(Nodes.class)
                        .admit(
                                its.signedCard(),
                                "0000 " + its.card().fingerprint().substring(5)));
        assertRefused(
                "exchange.card-unreadable",
                () -> nation.bean(Nodes.class)
                        .admit(its.signedCard().substring(3), its.card().fingerprint()));
        assertRefused(
                "exchange.nation-only",
                () -> zhejiang.bean(Nodes.class)
                        .admit(its.signedCard(), its.card().fingerprint()));
        assertRefused(
                "exchange.not-a-nation",
                () -> zhejiang.bean(Nodes.class)
                        .follow(its.signedCard(), its.card().fingerprint(), "test"));
    }

    @Test
    void the_registry_comes_as_the_nation_signed_it_or_not_at_all() {
        List<String> feed = nation.bean(Registry.class).after(0);
        Registry province = zhejiang.bean(Registry.class);
        Federation.until(() -> province.version() >= feed.size());
        long version = province.version();
        String gap = nation.bean(NodeKeys.class)
                .sign(RegistryEntry.TYPE, entry(version + 2, "").payload());
        String cut = nation.bean(NodeKeys.class)
                .sign(RegistryEntry.TYPE, entry(version + 1, "other").payload());
        String forged = gansu.bean(NodeKeys.class)
                .sign(RegistryEntry.TYPE, entry(version + 1, "").payload());

        for (String each : List.of(gap, cut, forged, feed.getFirst().substring(1))) {
            assertRefused("exchange.registry-broken", () -> province.take(List.of(each)));
        }
        assertThat(province.after(0))
                .isEqualTo(nation.bean(Registry.class).after(0).subList(0, (int) version));
        assertThat(province.entries(Kind.SERVICE)).extracting(RegistryEntry::id).contains("index", "record");
        assertThat(province.entries(Kind.CATALOGUE).getFirst().content().has("laboratory"))
                .isTrue();
    }

    @Test
    void institutions_of_a_province_are_known_in_the_others_by_name() {
        gansu.institution("12330100TM000001XU", "兰州一院");

        Federation.until(() -> zhejiang.bean(Registry.class)
                .institution("12330100TM000001XU")
                .filter("兰州一院"::equals)
                .isPresent());
    }

    @Test
    void what_only_the_other_kind_of_node_does_is_refused_with_a_word() {
        assertRefused(
                "exchange.no-such-service",
                () -> zhejiang.bean(ExchangeClient.class)
                        .ask("620000", PATH, Message.RUNNING, Map.of("after", 0), LIMIT));
        assertThat(nation.browser().post("/api/intake/hl7v2", Map.of()).code())
                .isEqualTo("access.nation-holds-no-records");
        assertThat(nation.browser().get("/fhir/Patient").status()).isEqualTo(405);
        assertThat(nation.browser().get("/fhir/metadata").status()).isEqualTo(200);
    }

    @Test
    void a_receipt_that_was_lost_is_asked_for_again_by_its_nonce() {
        ExchangeClient client = gansu.bean(ExchangeClient.class);
        client.ask(NodeCard.NATION, PATH, Message.RUNNING, Map.of("after", 0), LIMIT);
        ReceiptStore.Row row = newest(gansu);

        JsonNode found = client.ask(
                        NodeCard.NATION,
                        Following.RECEIPTS,
                        Message.RUNNING,
                        Map.of("nonces", List.of(row.nonce())),
                        LIMIT)
                .path("receipts");

        assertThat(found.path(row.nonce()).asString()).isEqualTo(row.receipt());
    }

    private static RegistryEntry entry(long version, String previous) {
        return new RegistryEntry(
                version,
                Kind.SERVICE,
                "x",
                tools.jackson.databind.json.JsonMapper.shared().createObjectNode(),
                Instant.EPOCH,
                null,
                false,
                previous);
    }

    private static ReceiptStore.Row newest(TestNode node) {
        String own = node.bean(Messages.class).id();
        return node.bean(ReceiptStore.class).newest(50).stream()
                .filter(row -> row.sender().equals(own) && row.path().equals(PATH) && row.receipt() != null)
                .findFirst()
                .orElseThrow();
    }

    private static Message message(TestNode sender, Instant at) {
        NodeKeys keys = sender.bean(NodeKeys.class);
        String nonce = java.util.UUID.randomUUID().toString();
        String own = sender.bean(Messages.class).id();
        String digest = Jws.digest(keys.suite(), CONTENT);
        String text = keys.sign(
                Message.TYPE, Message.payload(own, NodeCard.NATION, at, nonce, PATH, Message.RUNNING, digest));
        return Message.of(Jws.read(text).orElseThrow());
    }

    private static String renamed(Message message) {
        String[] parts = message.text().split("\\.");
        String header = "{\"alg\":\"SM2\",\"typ\":\"tongmai-message\",\"kid\":\"0000000000000000\"}";
        return Jws.encode(header.getBytes(StandardCharsets.UTF_8)) + "." + parts[1] + "." + parts[2];
    }

    private static String unsigned(String payload) {
        String header = "{\"alg\":\"none\",\"typ\":\"tongmai-message\",\"kid\":\"\"}";
        return Jws.encode(header.getBytes(StandardCharsets.UTF_8)) + "." + payload + ".";
    }

    private static byte[] certificate(TestNode node) {
        return node.bean(NodeKeys.class).tls().certificate();
    }

    private static Message hear(Message message, TestNode connection, byte[] content) {
        return hear(message.text(), connection, content);
    }

    private static Message hear(String text, TestNode connection, byte[] content) {
        return nation.bean(Messages.class).hear(text, certificate(connection), PATH, content);
    }

    private static void assertRefused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
