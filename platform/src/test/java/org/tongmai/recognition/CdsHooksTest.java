package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Clients;
import org.tongmai.access.TestBrowser;
import org.tongmai.recognition.RecognisedCase.Somebody;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/**
 * A hospital's order form asks by CDS Hooks and is answered with cards.
 *
 * @see <a href="https://cds-hooks.hl7.org/2.0/">CDS Hooks 2.0</a>
 */
class CdsHooksTest {

    private static final String SELECT = "/cds-services/tongmai-order-select";
    private static final String SIGN = "/cds-services/tongmai-order-sign";
    private static final String VIEW = "/cds-services/tongmai-patient-view";

    private static RecognisedCase province;
    private static ECKey key;
    private static ECKey stranger;
    private static String bearer;

    @BeforeAll
    static void start() throws JOSEException {
        province = new RecognisedCase();
        bearer = province.node().system("his-bearer", RecognisedCase.B);
        key = new ECKeyGenerator(Curve.P_256).keyID("his-b").generate();
        stranger = new ECKeyGenerator(Curve.P_256).keyID("his-b").generate();
        province.bean(Clients.class)
                .registerSystem("his-b", "中医院 HIS", RecognisedCase.B, new JWKSet(key.toPublicJWK()).toString(), "test");
    }

    @AfterAll
    static void stop() {
        province.close();
    }

    // -- discovery

    @Test
    void everybody_may_read_which_services_there_are() {
        JsonNode services =
                province.node().browser().get("/cds-services").json().path("services");

        assertThat(services.findValuesAsString("hook")).containsExactly("order-select", "order-sign", "patient-view");
        assertThat(services).allSatisfy(each -> {
            assertThat(each.path("description").asString()).isNotEmpty();
            assertThat(each.path("prefetch").path("patient").asString()).isEqualTo("Patient/{{context.patientId}}");
        });
    }

    // -- cards

    @Test
    void an_order_that_is_selected_is_answered_with_a_card_of_all_that_a_doctor_needs() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");

        JsonNode cards = asked(SELECT, request("order-select", wang.atB(), "zhang"));

        assertThat(cards.size()).isEqualTo(1);
        JsonNode card = cards.path(0);
        assertThat(card.path("summary").asString())
                .hasSizeLessThan(140)
                .startsWith("空腹血糖：省第一医院 ")
                .contains("8.9 mmol/L ↑ 浙HR")
                .endsWith("可互认，可省 ¥5.00");
        assertThat(card.path("indicator").asString()).isEqualTo("warning");
        assertThat(card.path("source").path("label").asString()).isEqualTo("检查检验结果互认");
        assertThat(card.path("detail").asString()).contains("| 省第一医院 | 8.9 mmol/L ↑ | 3.9–6.1 | 浙HR | 可互认 |");
        assertThat(card.path("links").path(0).path("url").asString()).endsWith("/console/record/" + wang.atB());
        assertThat(card.path("overrideReasons").findValuesAsString("code"))
                .containsExactly("R1", "R2", "R3", "R4", "R5", "R6");
        assertThat(card.path("selectionBehavior").asString()).isEqualTo("at-most-one");
        JsonNode actions = card.path("suggestions").path(0).path("actions");
        assertThat(actions.path(0).path("type").asString()).isEqualTo("delete");
        assertThat(actions.path(0).path("resourceId").asString()).isEqualTo("ServiceRequest/glucose");
        JsonNode quotation = actions.path(1).path("resource");
        assertThat(actions.path(1).path("type").asString()).isEqualTo("create");
        assertThat(ResultReader.quotation(quotation)).isTrue();
        assertThat(quotation.path("valueQuantity").path("value").decimalValue()).isEqualByComparingTo("8.9");
        assertThat(quotation.path("derivedFrom").path(0).path("reference").asString())
                .contains("/fhir/Observation/");
    }

    @Test
    void orders_that_are_not_selected_are_left_alone_until_they_are_signed() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String request = request("order-select", wang.atB(), "zhang")
                .replace("\"selections\":[\"ServiceRequest/glucose\"]", "\"selections\":[\"ServiceRequest/chest\"]");

        assertThat(asked(SELECT, request).size()).isZero();
        assertThat(asked(SIGN, request.replace("order-select", "order-sign")).size())
                .isEqualTo(1);
    }

    @Test
    void selecting_and_signing_an_order_is_one_reminder() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String selected = request("order-select", wang.atB(), "zhang");

        String first = asked(SELECT, selected).path(0).path("uuid").asString();
        String second = asked(SIGN, selected.replace("order-select", "order-sign"))
                .path(0)
                .path("uuid")
                .asString();

        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_record_that_is_opened_is_answered_with_one_card_of_what_can_be_relied_on() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String view = """
                {"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
                 "context":{"userId":"Practitioner/zhang","patientId":"%s"}}
                """.formatted(wang.atB());

        JsonNode cards = asked(VIEW, view);

        assertThat(cards.size()).isEqualTo(1);
        assertThat(cards.path(0).path("summary").asString()).isEqualTo("有 1 项可互认的结果：空腹血糖");
        assertThat(cards.path(0).path("suggestions").isMissingNode()).isTrue();
        assertThat(reminders(wang)).isZero();
    }

    private static long reminders(Somebody somebody) {
        return province.node()
                .jdbc()
                .sql("select count(*) from recognition.event where compartment = ? and kind = 'REMINDED'")
                .param(province.node().compartment(somebody.atB()))
                .query(Long.class)
                .single();
    }

    @Test
    void a_patient_goes_by_the_hospitals_own_number_too_and_cards_are_english_where_that_is_asked() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String number = local(wang);

        JsonNode cards = send(SELECT, request("order-select", number, "zhang"), bearer, "en-GB")
                .json()
                .path("cards");

        assertThat(cards.path(0).path("summary").asString())
                .startsWith("Fasting glucose: ")
                .endsWith("recognisable, saves ¥5.00");
    }

    /** The identifier that the hospital gave. */
    private static String local(Somebody somebody) {
        for (JsonNode each : province.bean(org.tongmai.store.Store.class)
                .read("Patient", somebody.atB(), org.tongmai.store.Scope.everything())
                .orElseThrow()
                .tree()
                .path("identifier")) {
            if (each.path("use").asString("").equals("usual")) {
                return each.path("value").asString();
            }
        }
        throw new AssertionError("no number");
    }

    @Test
    void the_department_of_the_encounter_has_its_own_window() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String emergency = request("order-select", wang.atB(), "zhang")
                .replace("\"prefetch\":{}", "\"prefetch\":{\"encounter\":{\"serviceType\":{\"text\":\"急诊科\"}}}");

        JsonNode card = asked(SELECT, emergency).path(0);

        assertThat(card.path("indicator").asString()).isEqualTo("info");
        assertThat(card.path("summary").asString()).endsWith("供参考");
        assertThat(card.path("overrideReasons").isMissingNode()).isTrue();
    }

    @Test
    void an_encounter_of_the_class_emergency_has_the_window_of_emergencies() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String emergency = request("order-select", wang.atB(), "zhang").replace("\"prefetch\":{}", """
                "prefetch":{"encounter":{"resourceType":"Encounter","serviceType":{"text":"心内科"},
                 "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER"}}}""");

        JsonNode card = asked(SELECT, emergency).path(0);

        assertThat(card.path("indicator").asString()).isEqualTo("info");
        assertThat(card.path("detail").asString()).contains("超过互认时限");
    }

    @Test
    void two_orders_of_one_item_are_one_card_that_takes_both_away() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String twice = request("order-sign", wang.atB(), "zhang")
                .replace("\"id\":\"chest\"", "\"id\":\"later\"")
                .replace("24627-2", "14771-0");

        JsonNode cards = asked(SIGN, twice);

        assertThat(cards.size()).isEqualTo(1);
        assertThat(cards.path(0).path("suggestions").path(0).path("actions").findValuesAsString("resourceId"))
                .containsExactlyInAnyOrder("ServiceRequest/glucose", "ServiceRequest/later");
        assertThat(reminders(wang)).isEqualTo(1);
    }

    // -- feedback

    @Test
    void accepting_the_suggestion_is_a_quotation_and_overriding_it_a_refusal_with_its_reason() {
        Somebody wang = province.somebody();
        Somebody li = province.somebody();
        province.glucose(wang, "8.9", "H");
        province.glucose(li, "9.9", "H");
        JsonNode one =
                asked(SELECT, request("order-select", wang.atB(), "zhang")).path(0);
        JsonNode other =
                asked(SELECT, request("order-select", li.atB(), "zhang")).path(0);

        var accepted = send(
                SELECT + "/feedback",
                """
                {"feedback":[{"card":"%s","outcome":"accepted","acceptedSuggestions":[{"id":"%s"}],
                  "outcomeTimestamp":"2026-12-11T10:05:31Z"}]}
                """.formatted(
                                one.path("uuid").asString(),
                                one.path("suggestions").path(0).path("uuid").asString()),
                bearer,
                "zh-CN");
        var overridden = send(
                SELECT + "/feedback",
                """
                {"feedback":[{"card":"%s","outcome":"overridden","overrideReason":{"reason":{"code":"R3","system":"%s"},
                  "userComment":"明日手术"},"outcomeTimestamp":"2026-12-11T10:05:31Z"}]}
                """.formatted(other.path("uuid").asString(), RepeatReason.SYSTEM),
                bearer,
                "zh-CN");

        assertThat(accepted.status()).isEqualTo(200);
        assertThat(overridden.status()).isEqualTo(200);
        assertThat(answer(one)).isEqualTo("QUOTED ");
        assertThat(answer(other)).isEqualTo("REFUSED R3");
    }

    private static String answer(JsonNode card) {
        return province.node()
                .jdbc()
                .sql("select kind || ' ' || reason from recognition.event where card = ?::uuid and kind <> 'REMINDED'")
                .param(card.path("uuid").asString())
                .query(String.class)
                .single();
    }

    @Test
    void feedback_of_cards_that_only_inform_is_passed_over_and_a_wrong_one_costs_no_other() {
        Somebody wang = province.somebody();
        Somebody li = province.somebody();
        province.glucose(wang, "8.9", "H");
        province.glucose(li, "9.9", "H");
        String informing = asked(
                        SELECT,
                        request("order-select", li.atB(), "zhang")
                                .replace(
                                        "\"prefetch\":{}",
                                        "\"prefetch\":{\"encounter\":{\"serviceType\":{\"text\":\"急诊科\"}}}"))
                .path(0)
                .path("uuid")
                .asString();
        JsonNode one =
                asked(SELECT, request("order-select", wang.atB(), "zhang")).path(0);
        JsonNode other =
                asked(SELECT, request("order-select", li.atB(), "zhang")).path(0);
        String both = """
                {"feedback":[{"card":"%s","outcome":"overridden"},{"card":"%s","outcome":"accepted"}]}
                """;

        var passed = send(
                SELECT + "/feedback", both.formatted(informing, one.path("uuid").asString()), bearer, "zh-CN");
        var wrong = send(
                SELECT + "/feedback", both.formatted("x", other.path("uuid").asString()), bearer, "zh-CN");

        assertThat(passed.status()).isEqualTo(200);
        assertThat(answer(one)).isEqualTo("QUOTED ");
        assertThat(wrong.code()).isEqualTo("recognition.no-such-card");
        assertThat(answer(other)).isEqualTo("QUOTED ");
    }

    @Test
    void feedback_of_another_hospital_is_refused() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        JsonNode card =
                asked(SELECT, request("order-select", wang.atB(), "zhang")).path(0);
        String elsewhere = province.node().system("his-a-" + wang.login(), RecognisedCase.A);

        var refused = send(SELECT + "/feedback", """
                {"feedback":[{"card":"%s","outcome":"accepted"}]}
                """.formatted(card.path("uuid").asString()), elsewhere, "zh-CN");

        assertThat(refused.code()).isEqualTo("recognition.no-such-card");
    }

    // -- who asks

    @Test
    void a_system_that_names_no_doctor_of_its_institution_is_refused() {
        Somebody wang = province.somebody();

        assertThat(send(SELECT, request("order-select", wang.atB(), "nobody"), bearer, "zh-CN")
                        .code())
                .isEqualTo("recognition.doctor-unknown");
        assertThat(send(SELECT, request("order-select", wang.atB(), "li"), bearer, "zh-CN")
                        .code())
                .isEqualTo("recognition.doctor-unknown");
    }

    @Test
    void a_patient_who_is_not_in_care_is_refused_and_the_look_names_doctor_and_system() {
        String patient = province.node().patient(RecognisedCase.B, "孙七", "110105194912310021");
        province.node().settle();

        var refused = send(SELECT, request("order-select", patient, "zhang"), bearer, "zh-CN");

        assertThat(refused.code()).isEqualTo("recognition.not-in-care");
        assertThat(province.node()
                        .jdbc()
                        .sql("select name from access.look where compartment = ? and not shown")
                        .param(province.node().compartment(patient))
                        .query(String.class)
                        .single())
                .isEqualTo("张伟（HIS his-bearer）");
    }

    @Test
    void nobody_asks_without_a_token() {
        var refused = province.node()
                .browser()
                .send(HttpRequest.newBuilder(URI.create(province.node().url() + SELECT))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(refused.status()).isIn(401, 403);
    }

    @Test
    void a_system_proves_itself_with_a_token_that_it_signs_for_the_service() {
        Somebody wang = province.somebody();
        province.glucose(wang, "8.9", "H");
        String request = request("order-select", wang.atB(), "zhang");
        String url = province.node().url();
        String once = token(key, "his-b", url + SELECT, 60);

        assertThat(send(SELECT, request, once, "zh-CN").status()).isEqualTo(200);
        assertThat(send(SELECT, request, once, "zh-CN").status())
                .as("used twice")
                .isEqualTo(401);
        assertThat(send(SELECT, request, token(key, "his-b", url + "/cds-services", 60), "zh-CN")
                        .status())
                .isEqualTo(200);
        assertThat(send(SELECT, request, token(key, "his-b", "https://other.example/cds-services", 60), "zh-CN")
                        .status())
                .as("for another server")
                .isEqualTo(401);
        assertThat(send(SELECT, request, token(key, "his-b", url + SELECT, -120), "zh-CN")
                        .status())
                .as("expired")
                .isEqualTo(401);
        assertThat(send(SELECT, request, token(key, "his-b", url + SELECT, 3600), "zh-CN")
                        .status())
                .as("good for too long")
                .isEqualTo(401);
        assertThat(send(SELECT, request, token(stranger, "his-b", url + SELECT, 60), "zh-CN")
                        .status())
                .as("another key")
                .isEqualTo(401);
        assertThat(send(SELECT, request, token(key, "his-nobody", url + SELECT, 60), "zh-CN")
                        .status())
                .as("nobody's")
                .isEqualTo(401);
        assertThat(send("/fhir/Patient", null, token(key, "his-b", url + SELECT, 60), "zh-CN")
                        .status())
                .as("for records")
                .isEqualTo(401);
    }

    private static String token(ECKey signer, String client, String audience, long seconds) {
        try {
            var claims = new JWTClaimsSet.Builder()
                    .issuer(client)
                    .audience(audience)
                    .jwtID(UUID.randomUUID().toString())
                    .issueTime(Date.from(Instant.now()))
                    .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                    .build();
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(JOSEObjectType.JWT)
                            .keyID("his-b")
                            .build(),
                    claims);
            jwt.sign(new ECDSASigner(signer));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // -- bad input

    @Test
    void what_cannot_be_understood_is_refused_with_what_is_missing() {
        assertThat(send(SELECT, "{}", bearer, "zh-CN").code()).isEqualTo("recognition.hook-incomplete");
        assertThat(send(SELECT, "{\"hook\":\"order-sign\",\"context\":{}}", bearer, "zh-CN")
                        .code())
                .isEqualTo("recognition.hook-incomplete");
        assertThat(send("/cds-services/other", "{}", bearer, "zh-CN").code()).isEqualTo("recognition.no-such-service");
        assertThat(send(SELECT + "/feedback", "{\"feedback\":[]}", bearer, "zh-CN")
                        .code())
                .isEqualTo("recognition.hook-incomplete");
        assertThat(send(
                                SELECT + "/feedback",
                                "{\"feedback\":[{\"card\":\"x\",\"outcome\":\"accepted\"}]}",
                                bearer,
                                "zh-CN")
                        .code())
                .isEqualTo("recognition.no-such-card");
    }

    // -- asking

    private static JsonNode asked(String service, String request) {
        TestBrowser.Answer answer = send(service, request, bearer, "zh-CN");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("cards");
    }

    private static TestBrowser.Answer send(String service, @Nullable String request, String token, String language) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(province.node().url() + service))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .header("Accept-Language", language)
                .header("Content-Type", "application/json");
        return province.node()
                .browser()
                .send(request == null ? builder.GET() : builder.POST(HttpRequest.BodyPublishers.ofString(request)));
    }

    private static String request(String hook, String patient, String doctor) {
        return new String(
                Json.mapper()
                        .writeValueAsBytes(Map.of(
                                "hook",
                                hook,
                                "hookInstance",
                                "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
                                "context",
                                Map.of(
                                        "userId",
                                        "Practitioner/" + doctor,
                                        "patientId",
                                        patient,
                                        "selections",
                                        List.of("ServiceRequest/glucose"),
                                        "draftOrders",
                                        Map.of(
                                                "resourceType",
                                                "Bundle",
                                                "entry",
                                                List.of(
                                                        order("glucose", "14771-0", "空腹血糖"),
                                                        order("chest", "24627-2", "胸部CT平扫")))),
                                "prefetch",
                                Map.of())),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<String, Object> order(String id, String loinc, String text) {
        return Map.of(
                "resource",
                Map.of(
                        "resourceType",
                        "ServiceRequest",
                        "id",
                        id,
                        "status",
                        "draft",
                        "intent",
                        "order",
                        "code",
                        Map.of(
                                "coding",
                                List.of(
                                        Map.of("system", "http://loinc.org", "code", loinc),
                                        Map.of("system", "https://his.example/items", "code", id)),
                                "text",
                                text)));
    }
}
