package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.tongmai.access.TestBrowser.Answer;
import tools.jackson.databind.JsonNode;

/** The operator lets institutions, systems and people take part, and what was done stays written down. */
class ParticipantsTest {

    private static final String HOSPITAL = "12330000470000013F";
    private static final String OTHER = "12330000470000021A";

    /** What people choose in place of the password that was made. */
    private static final String OWN = "Sieben-Katzen-1987";

    private static final String UNREGISTERED = "12330000470000099A";

    private static TestNode node;
    private static TestBrowser operator;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.account("zhou", Role.OPERATOR);
        operator = node.browser("zhou");
        assertThat(institution(HOSPITAL, "省立医院", "330106").status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void an_institution_is_filed_once_and_renamed_under_its_code() {
        institution(OTHER, "市一医院", null);
        Answer renamed = institution("1233 0000 4700 0002 1A", "市第一人民医院", "330102");

        JsonNode listed = operator.get("/api/directory/institutions?query=" + OTHER)
                .json()
                .path("institutions");
        assertThat(renamed.json().path("code").asString()).isEqualTo(OTHER);
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("name").asString()).isEqualTo("市第一人民医院");
        assertThat(listed.path(0).path("region").asString()).isEqualTo("330102");
        assertThat(operator.get("/fhir/Organization?identifier=" + OTHER)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void an_institution_needs_a_right_code_a_name_and_a_region_that_exists() {
        assertThat(institution("123300004700000139", "甲", null).code()).isEqualTo("kernel.uscc-check-digit-wrong");
        assertThat(institution(HOSPITAL, " ", null).code()).isEqualTo("access.institution-incomplete");
        assertThat(institution(HOSPITAL, "甲", "339999").code()).isEqualTo("access.region-unknown");
    }

    @Test
    void a_system_is_registered_with_public_keys_only_and_closed_again() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k-1").generate();
        Map<String, Object> wanted = Map.of(
                "id",
                "his-1",
                "name",
                "HIS",
                "institution",
                HOSPITAL,
                "keys",
                key.toPublicJWK().toJSONObject());

        assertThat(system(Map.of("id", "his-0", "name", "HIS", "institution", HOSPITAL, "keys", key.toJSONString()))
                        .code())
                .isEqualTo("access.keys-refused");
        assertThat(system(Map.of("id", "his-0", "name", "HIS", "institution", UNREGISTERED, "keys", "{}"))
                        .code())
                .isEqualTo("access.institution-unregistered");
        JsonNode made = system(wanted).json().path("systems").path(0);
        assertThat(made.path("keys").asString()).isEqualTo("k-1");
        assertThat(made.path("createdBy").asString()).isEqualTo("zhou");
        assertThat(system(wanted).code()).isEqualTo("access.client-taken");

        JsonNode closed = operator.post("/api/access/systems/his-1/active", Map.of("active", false))
                .json();
        assertThat(closed.path("systems").path(0).path("active").asBoolean()).isFalse();
    }

    @Test
    void each_role_gets_an_account_whose_password_works() {
        String patient = node.patient(HOSPITAL, "王建军", "330106197803074516");

        signsIn(account("d.wang", "王医生", Role.DOCTOR, HOSPITAL, null), Role.DOCTOR);
        signsIn(account("it.1", "信息科", Role.INSTITUTION_IT, HOSPITAL, null), Role.INSTITUTION_IT);
        signsIn(account("steward.1", "主索引", Role.STEWARD, null, null), Role.STEWARD);
        signsIn(account("wang.1", "王建军", Role.RESIDENT, null, patient), Role.RESIDENT);
        String number = "https://tongmai.org/fhir/institution/" + HOSPITAL + "/patient|330106197803074516-1";
        signsIn(account("wang.2", "王建军", Role.RESIDENT, null, number), Role.RESIDENT);
    }

    @Test
    void an_account_that_would_belong_nowhere_is_not_made() {
        assertThat(account("x.1", "甲", Role.DOCTOR, null, null).code()).isEqualTo("kernel.uscc-malformed");
        assertThat(account("x.1", "甲", Role.DOCTOR, UNREGISTERED, null).code())
                .isEqualTo("access.institution-unregistered");
        assertThat(account("x.1", "甲", Role.RESIDENT, null, "nobody").code()).isEqualTo("access.no-such-patient");
        assertThat(account("x/1", "甲", Role.STEWARD, null, null).code()).isEqualTo("access.login-malformed");
        assertThat(account("x.1", "甲", Role.SYSTEM, null, null).code()).isEqualTo("access.account-incomplete");
        assertThat(account("zhou", "甲", Role.STEWARD, null, null).code()).isEqualTo("access.login-taken");
        assertThat(operator.get("/api/access/accounts?query=x.1").json().path("accounts"))
                .isEmpty();
    }

    @Test
    void a_new_password_ends_the_old_one_and_a_closed_account_its_sessions() {
        String first = account("li.1", "李", Role.STEWARD, null, null)
                .json()
                .path("password")
                .asString();
        TestBrowser person = node.browser();
        person.signIn("li.1", first);
        person.post("/api/access/session/password", Map.of("password", OWN));
        assertThat(person.get("/api/access/session").status()).isEqualTo(200);

        String second = operator.post("/api/access/accounts/li.1/password", Map.of())
                .json()
                .path("password")
                .asString();
        assertThat(person.get("/api/access/session").status()).isEqualTo(401);
        assertThat(person.signIn("li.1", OWN).status()).isEqualTo(401);
        assertThat(person.signIn("li.1", second).status()).isEqualTo(200);

        operator.post("/api/access/accounts/li.1/active", Map.of("active", false));
        assertThat(person.get("/api/access/session").status()).isEqualTo(401);
        assertThat(person.signIn("li.1", second).status()).isEqualTo(401);
    }

    @Test
    void the_last_operator_stays() {
        account("zhou.2", "周", Role.OPERATOR, null, null);
        for (String login : new String[] {"operator", "zhou.2"}) {
            operator.post("/api/access/accounts/" + login + "/active", Map.of("active", false));
        }

        Answer last = operator.post("/api/access/accounts/zhou/active", Map.of("active", false));

        assertThat(last.code()).isEqualTo("access.last-operator");
        assertThat(operator.get("/api/access/session").status()).isEqualTo(200);
    }

    @Test
    void what_was_done_stays_written_down_without_secrets() {
        String password = account("sun.1", "孙", Role.DOCTOR, HOSPITAL, null)
                .json()
                .path("password")
                .asString();

        Answer log = operator.get("/api/access/changes?count=200");

        assertThat(log.raw().body())
                .contains("\"what\":\"INSTITUTION_FILED\"", "\"subject\":\"sun.1\"", "\"detail\":\"DOCTOR " + HOSPITAL)
                .doesNotContain(password);
        assertThat(log.json().path("changes").path(0).path("by").asString()).isEqualTo("zhou");
        assertThatThrownBy(() -> node.jdbc().sql("delete from access.change").update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("append-only");
    }

    @Test
    void accounts_come_in_pages() {
        account("page.1", "一", Role.STEWARD, null, null);
        account("page.2", "二", Role.STEWARD, null, null);

        JsonNode first =
                operator.get("/api/access/accounts?query=page.&count=1").json();
        JsonNode second = operator.get("/api/access/accounts?query=page.&count=1&after="
                        + first.path("next").asString())
                .json();

        assertThat(first.path("accounts").path(0).path("login").asString()).isEqualTo("page.1");
        assertThat(second.path("accounts").path(0).path("login").asString()).isEqualTo("page.2");
    }

    private static void signsIn(Answer made, Role role) {
        TestBrowser person = node.browser();
        Answer session = person.signIn(
                made.json().path("login").asString(),
                made.json().path("password").asString());
        assertThat(session.status()).as(session.raw().body()).isEqualTo(200);
        assertThat(session.json().path("role").asString()).isEqualTo(role.name());
        assertThat(session.json().path("next").asString()).isEqualTo("PASSWORD");
        assertThat(person.get("/api/access/session").status()).isEqualTo(401);
        assertThat(person.post("/api/access/session/password", Map.of("password", OWN))
                        .status())
                .isEqualTo(200);
        assertThat(person.get("/api/access/session").status()).isEqualTo(200);
    }

    private static Answer institution(String code, String name, @Nullable String region) {
        return operator.post("/api/access/institutions", TestNode.body("code", code, "name", name, "region", region));
    }

    private static Answer system(Map<String, Object> wanted) {
        return operator.post("/api/access/systems", wanted);
    }

    private static Answer account(
            String login, String name, Role role, @Nullable String institution, @Nullable String patient) {
        return operator.post(
                "/api/access/accounts",
                TestNode.body(
                        "login",
                        login,
                        "name",
                        name,
                        "role",
                        role.name(),
                        "institution",
                        institution,
                        "patient",
                        patient));
    }
}
