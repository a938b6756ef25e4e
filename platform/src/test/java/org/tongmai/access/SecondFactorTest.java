package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.TestBrowser.Answer;
import org.tongmai.access.signin.Totp;

/** Signing in with two proofs, passwords that people choose, and where one is signed in. */
class SecondFactorTest {

    private static final String OWN = "Sieben-Katzen-1987";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.access.second-factor=required");
        String patient = node.patient(TestNode.HOSPITAL_A, "陈建国", "110105194912310021");
        node.resident("chen", "陈建国", patient);
        node.account("zhou", Role.OPERATOR);
        asked("operator", false);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void staff_set_up_a_second_factor_at_the_first_sign_in_and_before_that_nothing_is_open() {
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        TestBrowser browser = node.browser();

        Answer password = browser.signIn("zhang", TestNode.PASSWORD);
        assertThat(password.json().path("next").asString()).isEqualTo("ENROL");
        assertThat(browser.get("/api/access/session").status()).isEqualTo(401);
        assertThat(browser.get("/api/portal/walk-ins").status()).isEqualTo(401);
        assertThat(browser.get("/oauth2/authorize?client_id=x").status()).isIn(302, 400, 401);
        assertThat(browser.post("/api/access/session/factor/done", Map.of()).code())
                .isEqualTo("access.sign-in-again");
        byte[] secret = secret(browser.post("/api/access/session/factor", Map.of()));
        Answer wrong = browser.post("/api/access/session/factor/confirm", Map.of("code", "000000x"));
        Answer codes = browser.post("/api/access/session/factor/confirm", Map.of("code", code(secret, 0)));
        Answer done = browser.post("/api/access/session/factor/done", Map.of());

        assertThat(wrong.code()).isEqualTo("access.code-wrong");
        assertThat(codes.json().path("codes")).hasSize(10);
        assertThat(done.json().path("next").isNull()).isTrue();
        assertThat(browser.get("/api/access/session").status()).isEqualTo(200);
    }

    @Test
    void a_code_is_good_once_and_a_recovery_code_too() {
        node.doctor("li", "李娜", TestNode.HOSPITAL_A);
        TestBrowser first = node.browser();
        first.signIn("li", TestNode.PASSWORD);
        byte[] secret = secret(first.post("/api/access/session/factor", Map.of()));
        String used = code(secret, 0);
        String recovery = first.post("/api/access/session/factor/confirm", Map.of("code", used))
                .json()
                .path("codes")
                .path(3)
                .asString();

        TestBrowser second = node.browser();
        assertThat(second.signIn("li", TestNode.PASSWORD).json().path("next").asString())
                .isEqualTo("CODE");
        String next = code(secret, 1);
        Answer replayed = second.post("/api/access/session/code", Map.of("code", used));
        Answer right = second.post("/api/access/session/code", Map.of("code", next));
        TestBrowser third = node.browser();
        third.signIn("li", TestNode.PASSWORD);
        Answer again = third.post("/api/access/session/code", Map.of("code", next));
        Answer byRecovery = third.post("/api/access/session/code", Map.of("code", recovery.toLowerCase(Locale.ROOT)));
        TestBrowser fourth = node.browser();
        fourth.signIn("li", TestNode.PASSWORD);
        Answer recoveryAgain = fourth.post("/api/access/session/code", Map.of("code", recovery));

        assertThat(replayed.code()).isEqualTo("access.code-wrong");
        assertThat(right.status()).isEqualTo(200);
        assertThat(again.code()).isEqualTo("access.code-wrong");
        assertThat(byRecovery.status()).isEqualTo(200);
        assertThat(recoveryAgain.code()).isEqualTo("access.code-wrong");
        assertThat(fourth.get("/api/access/session").status()).isEqualTo(401);
    }

    @Test
    void wrong_codes_lock_as_wrong_passwords_do_and_the_password_in_between_helps_nobody() {
        byte[] secret = doctorWithFactor("wang", "王芳");
        TestBrowser guesser = node.browser();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < AccessSettings.FAILURES_TO_LOCK; i++) {
            guesser.signIn("wang", TestNode.PASSWORD);
            said.add(guesser.post("/api/access/session/code", Map.of("code", "12345x"))
                    .code());
        }

        assertThat(said).containsOnly("access.code-wrong");
        assertThat(node.browser().signIn("wang", TestNode.PASSWORD).code()).isEqualTo("access.sign-in-locked");
        assertThat(guesser.post("/api/access/session/code", Map.of("code", code(secret, 1)))
                        .code())
                .isEqualTo("access.sign-in-locked");
    }

    @Test
    void what_does_most_harm_asks_for_the_second_factor_again() {
        byte[] secret = doctorWithFactor("zhao", "赵敏");
        TestBrowser browser = node.browser();
        browser.signIn("zhao", TestNode.PASSWORD);
        browser.post("/api/access/session/code", Map.of("code", code(secret, 1)));
        Map<String, Object> emergency = Map.of("patient", "nobody", "ground", "UNCONSCIOUS", "words", "");

        Answer fresh = browser.post("/api/access/emergencies", emergency);
        earlier(
                "update access.session set proved_at = ? where account = (select id from access.account where login = 'zhao')");
        Answer later = browser.post("/api/access/emergencies", emergency);
        Answer reading = browser.get("/api/portal/walk-ins");
        node.jdbc().sql("update access.factor set last_step = 0").update();
        browser.post("/api/access/me/proof", Map.of("code", code(secret, 0)));
        Answer proved = browser.post("/api/access/emergencies", emergency);

        assertThat(fresh.code()).isNotEqualTo("access.prove-again");
        assertThat(later.status()).isEqualTo(403);
        assertThat(later.code()).isEqualTo("access.prove-again");
        assertThat(reading.status()).isEqualTo(200);
        assertThat(proved.code()).isEqualTo(fresh.code());
    }

    @Test
    void a_sign_in_that_waits_elsewhere_gets_nothing_from_a_factor_that_was_set_up_here() {
        node.doctor("wu", "吴迪", TestNode.HOSPITAL_A);
        TestBrowser owner = node.browser();
        TestBrowser other = node.browser();
        other.signIn("wu", TestNode.PASSWORD);
        other.post("/api/access/session/factor", Map.of());
        owner.signIn("wu", TestNode.PASSWORD);
        byte[] secret = secret(owner.post("/api/access/session/factor", Map.of()));

        Answer confirmed = owner.post("/api/access/session/factor/confirm", Map.of("code", code(secret, 0)));
        List<String> refused = List.of("/done", "", "/confirm").stream()
                .map(step -> other.post("/api/access/session/factor" + step, Map.of("code", code(secret, 1)))
                        .code())
                .toList();
        Answer done = owner.post("/api/access/session/factor/done", Map.of());
        TestBrowser later = node.browser();
        later.signIn("wu", TestNode.PASSWORD);

        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(refused).containsOnly("access.sign-in-again");
        assertThat(other.get("/api/access/session").status()).isEqualTo(401);
        assertThat(done.json().path("next").isNull()).isTrue();
        assertThat(later.post("/api/access/session/code", Map.of("code", code(secret, 1)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_half_open_sign_in_that_outlived_the_set_up_asks_for_the_password_again() {
        node.doctor("feng", "冯刚", TestNode.HOSPITAL_A);
        TestBrowser other = node.browser();
        other.signIn("feng", TestNode.PASSWORD);
        other.post("/api/access/session/factor", Map.of());
        node.jdbc()
                .sql("update access.account set factor = true where login = 'feng'")
                .update();

        List<String> refused = List.of("", "/confirm", "/done").stream()
                .map(step -> other.post("/api/access/session/factor" + step, Map.of("code", "123456"))
                        .code())
                .toList();

        assertThat(refused).containsOnly("access.sign-in-again");
    }

    @Test
    void a_secret_that_was_offered_meanwhile_is_not_the_one_that_was_proved() {
        doctorWithFactor("chu", "褚云");
        long account = account("chu").id();
        var factors = new FactorStore(node.bean(JdbcClient.class));
        byte[] before = factors.of(account).orElseThrow().secret();
        factors.offer(account, new byte[] {1});
        factors.offer(account, new byte[] {2});

        boolean confirmed = factors.confirm(account, new byte[] {1}, now(), 1);

        assertThat(confirmed).isFalse();
        assertThat(factors.of(account).orElseThrow().secret()).isEqualTo(before);
    }

    @Test
    void the_cookie_of_before_the_second_factor_opens_nothing_after_it_and_going_back_ends_it() {
        byte[] secret = doctorWithFactor("wei", "魏红");
        TestBrowser browser = node.browser();
        browser.signIn("wei", TestNode.PASSWORD);
        String half = browser.cookie(SessionCookies.COOKIE).orElseThrow();
        browser.post("/api/access/session/code", Map.of("code", code(secret, 1)));
        String whole = browser.cookie(SessionCookies.COOKIE).orElseThrow();
        TestBrowser back = node.browser();
        back.signIn("wei", TestNode.PASSWORD);
        String left = back.cookie(SessionCookies.COOKIE).orElseThrow();

        Answer gone = back.delete("/api/access/session");

        Sessions sessions = node.bean(Sessions.class);
        assertThat(whole).isNotEqualTo(half);
        assertThat(sessions.find(half)).isEmpty();
        assertThat(sessions.find(whole)).isPresent();
        assertThat(gone.status()).isEqualTo(204);
        assertThat(sessions.pending(left)).isEmpty();
    }

    @Test
    void a_half_open_sign_in_waits_ten_minutes_and_no_longer() {
        doctorWithFactor("jiang", "蒋勇");
        node.browser().signIn("jiang", TestNode.PASSWORD);

        Duration waits = node.jdbc()
                .sql("""
                        select max(extract(epoch from s.expires_at - s.created_at))::bigint
                          from access.session s
                          join access.account a on a.id = s.account
                         where a.login = 'jiang'
                           and s.pending = 'CODE'
                        """)
                .query((row, number) -> Duration.ofSeconds(row.getLong(1)))
                .single();

        assertThat(waits).isEqualTo(AccessSettings.SIGN_IN_STEP);
    }

    @Test
    void nobody_marks_the_session_of_another_as_proved() {
        byte[] secret = doctorWithFactor("shen", "沈静");
        TestBrowser browser = node.browser();
        browser.signIn("shen", TestNode.PASSWORD);
        browser.post("/api/access/session/code", Map.of("code", code(secret, 1)));
        String token = browser.cookie(SessionCookies.COOKIE).orElseThrow();
        Sessions sessions = node.bean(Sessions.class);
        Instant before = sessions.find(token).orElseThrow().provedAt();
        Instant later = now().plusSeconds(60);

        sessions.prove(token, account("chen"), later);
        Instant byAnother = sessions.find(token).orElseThrow().provedAt();
        sessions.prove(token, account("shen"), later);

        assertThat(byAnother).isEqualTo(before);
        assertThat(sessions.find(token).orElseThrow().provedAt()).isAfter(before);
    }

    @Test
    void every_way_to_begin_an_export_and_to_fetch_its_files_asks_again() {
        byte[] secret = doctorWithFactor("han", "韩雪");
        TestBrowser browser = node.browser();
        browser.signIn("han", TestNode.PASSWORD);
        browser.post("/api/access/session/code", Map.of("code", code(secret, 1)));
        List<String> paths = List.of(
                "/fhir/$export",
                "/fhir/$export/",
                "/fhir/%24export",
                "/fhir/Patient/$export",
                "/fhir/Patient/$export/",
                "/fhir/Group/g1/$export",
                "/fhir/Group/g1/$export/",
                "/fhir/bulk/00000000-0000-0000-0000-000000000001/Patient.ndjson",
                "/fhir/bulk/00000000-0000-0000-0000-000000000001/Patient.ndjson/");
        List<Answer> fresh = paths.stream().map(browser::get).toList();
        earlier(
                "update access.session set proved_at = ? where account = (select id from access.account where login = 'han')");

        assertThat(fresh).noneMatch(answer -> answer.raw().body().contains("access.prove-again"));
        for (String path : paths) {
            assertThat(browser.get(path).raw().body()).as(path).contains("access.prove-again");
            assertThat(browser.send(browser.change(path).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                            .status())
                    .as("HEAD " + path)
                    .isEqualTo(403);
        }
        assertThat(browser.post("/fhir/$export/", Map.of()).raw().body()).contains("access.prove-again");
        assertThat(browser.get("/fhir/bulk/00000000-0000-0000-0000-000000000001")
                        .raw()
                        .body())
                .doesNotContain("access.prove-again");
    }

    @Test
    void wrong_passwords_of_strangers_keep_nobody_who_is_signed_in_from_what_is_urgent() {
        byte[] secret = doctorWithFactor("yang", "杨帆");
        TestBrowser doctor = node.browser();
        doctor.signIn("yang", TestNode.PASSWORD);
        doctor.post("/api/access/session/code", Map.of("code", code(secret, 1)));
        for (int i = 0; i <= AccessSettings.FAILURES_TO_LOCK; i++) {
            node.browser().signIn("yang", "wrong");
        }
        node.jdbc().sql("update access.factor set last_step = 0").update();

        Answer signIn = node.browser().signIn("yang", TestNode.PASSWORD);
        Answer proof = doctor.post("/api/access/me/proof", Map.of("code", code(secret, 0)));
        List<Answer> wrong = new ArrayList<>();
        for (int i = 0; i <= AccessSettings.FAILURES_TO_LOCK; i++) {
            wrong.add(doctor.post("/api/access/me/proof", Map.of("code", "12345x")));
        }

        assertThat(signIn.code()).isEqualTo("access.sign-in-locked");
        assertThat(proof.status()).isEqualTo(200);
        assertThat(wrong.getFirst().code()).isEqualTo("access.code-wrong");
        assertThat(wrong.getLast().code()).isEqualTo("access.proof-locked");
        assertThat(wrong.getLast().status()).isEqualTo(429);
        assertThat(doctor.get("/api/access/session").status()).isEqualTo(200);
    }

    @Test
    void nobody_resets_the_own_second_factor_and_a_reset_opens_no_closed_account() {
        node.doctor("gone", "离职", TestNode.HOSPITAL_A);
        node.bean(Accounts.class).activate("gone", false, "test");
        TestBrowser operator = node.browser("zhou");

        Answer own = operator.post("/api/access/accounts/ZHOU/factor/reset", Map.of("words", "本人持工作证到场"));
        Answer closed = operator.post("/api/access/accounts/gone/factor/reset", Map.of("words", "本人持工作证到场"));

        assertThat(own.code()).isEqualTo("access.reset-own");
        assertThat(operator.get("/api/access/session").status()).isEqualTo(200);
        assertThat(closed.status()).isEqualTo(200);
        assertThat(account("gone").active()).isFalse();
    }

    @Test
    void an_administrator_takes_away_a_lost_one_with_words_and_everything_of_before_ends() {
        doctorWithFactor("sun", "孙丽");
        TestBrowser lost = node.browser();
        lost.signIn("sun", TestNode.PASSWORD);
        TestBrowser operator = node.browser("zhou");

        Answer without = operator.post("/api/access/accounts/sun/factor/reset", Map.of("words", " "));
        Answer reset = operator.post("/api/access/accounts/sun/factor/reset", Map.of("words", "本人持工作证到场"));
        Answer next = node.browser().signIn("sun", TestNode.PASSWORD);
        String log = operator.get("/api/access/changes?count=50").raw().body();

        assertThat(without.code()).isEqualTo("access.reset-without-words");
        assertThat(reset.status()).isEqualTo(200);
        assertThat(lost.post("/api/access/session/code", Map.of("code", "123456"))
                        .code())
                .isEqualTo("access.sign-in-again");
        assertThat(next.json().path("next").asString()).isEqualTo("ENROL");
        assertThat(log).contains("FACTOR_RESET", "本人持工作证到场");
    }

    @Test
    void the_secret_is_not_readable_in_the_database() {
        byte[] secret = doctorWithFactor("qian", "钱进");

        byte[] kept = node.jdbc()
                .sql(
                        "select secret from access.factor f join access.account a on a.id = f.account where a.login = 'qian'")
                .query(byte[].class)
                .single();

        assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
    }

    @Test
    void residents_may_have_one_and_need_not() {
        TestBrowser browser = node.browser("chen");
        assertThat(browser.get("/api/access/me")
                        .json()
                        .path("factor")
                        .path("asked")
                        .asBoolean())
                .isFalse();
        assertThat(browser.post("/api/access/me/factor", Map.of("password", "wrong"))
                        .code())
                .isEqualTo("access.password-wrong");

        byte[] secret = secret(browser.post("/api/access/me/factor", Map.of("password", TestNode.PASSWORD)));
        browser.post("/api/access/me/factor/confirm", Map.of("code", code(secret, 0)));
        TestBrowser phone = node.browser();
        Answer asked = phone.signIn("chen", TestNode.PASSWORD);
        Answer removed = browser.post("/api/access/me/factor/remove", Map.of("code", code(secret, 1)));

        assertThat(asked.json().path("next").asString()).isEqualTo("CODE");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(node.browser()
                        .signIn("chen", TestNode.PASSWORD)
                        .json()
                        .path("next")
                        .isNull())
                .isTrue();
    }

    @Test
    void a_person_chooses_another_password_and_none_of_the_last_ones() {
        node.account("steward", Role.STEWARD);
        asked("steward", false);
        TestBrowser here = node.browser("steward");
        TestBrowser elsewhere = node.browser("steward");

        Answer wrong = change(here, "wrong", OWN);
        Answer weak = change(here, TestNode.PASSWORD, "short");
        Answer same = change(here, TestNode.PASSWORD, TestNode.PASSWORD);
        Answer changed = change(here, TestNode.PASSWORD, OWN);
        Answer back = change(here, OWN, TestNode.PASSWORD);

        assertThat(wrong.code()).isEqualTo("access.password-wrong");
        assertThat(weak.code()).isEqualTo("access.password-too-weak");
        assertThat(same.code()).isEqualTo("access.password-used-before");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(back.code()).isEqualTo("access.password-used-before");
        assertThat(changed.json().path("sessions").path(0).path("here").asBoolean())
                .isTrue();
        assertThat(here.get("/api/access/session").status()).isEqualTo(200);
        assertThat(elsewhere.get("/api/access/session").status()).isEqualTo(401);
    }

    @Test
    void an_old_password_is_replaced_before_anything_is_open() {
        node.account("old", Role.CDC);
        asked("cdc", false);
        node.browser("old");
        node.jdbc()
                .sql("update access.account set password_at = ? where login = 'old'")
                .param(Timestamp.from(now().minus(Duration.ofDays(91))))
                .update();
        TestBrowser browser = node.browser();

        Answer session = browser.signIn("old", TestNode.PASSWORD);
        int before = browser.get("/api/access/session").status();
        Answer taken = browser.post("/api/access/session/password", Map.of("password", OWN));

        assertThat(session.json().path("next").asString()).isEqualTo("PASSWORD");
        assertThat(before).isEqualTo(401);
        assertThat(taken.status()).isEqualTo(200);
        assertThat(taken.json().path("last").path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(browser.get("/api/access/session").status()).isEqualTo(200);
    }

    @Test
    void everybody_sees_where_the_own_account_is_signed_in_and_signs_out_the_others() {
        TestBrowser here = node.browser("zhou");
        TestBrowser one = node.browser("zhou");
        TestBrowser two = node.browser("zhou");
        var places = here.get("/api/access/me").json().path("sessions");
        String newest = places.path(0).path("name").asString();

        here.delete("/api/access/me/sessions/" + newest);
        int second = two.get("/api/access/session").status();
        int first = one.get("/api/access/session").status();
        Answer left = here.post("/api/access/me/sessions/end-others", Map.of());

        assertThat(places.valueStream().filter(each -> each.path("here").asBoolean()))
                .hasSize(1);
        assertThat(second).isEqualTo(401);
        assertThat(first).isEqualTo(200);
        assertThat(left.json().path("sessions")).hasSize(1);
        assertThat(one.get("/api/access/session").status()).isEqualTo(401);
        String mine = left.json().path("sessions").path(0).path("name").asString();
        assertThat(node.browser("chen")
                        .delete("/api/access/me/sessions/" + mine)
                        .code())
                .isEqualTo("access.no-such-session");
    }

    @Test
    void an_account_of_staff_that_nobody_used_is_closed_and_one_in_use_is_not() {
        node.doctor("idle", "闲置", TestNode.HOSPITAL_A);
        node.doctor("busy", "在用", TestNode.HOSPITAL_A);
        node.doctor("moved", "升级", TestNode.HOSPITAL_A);
        node.jdbc()
                .sql("""
                        update access.account
                           set created_at = :at, valid_from = :at,
                               signed_in_at = case login when 'busy' then now() end,
                               password_at = case login when 'moved' then now() else :at end
                         where login in ('idle', 'busy', 'moved', 'chen')
                        """)
                .param("at", Timestamp.from(now().minus(Duration.ofDays(91))))
                .update();

        node.bean(Accounts.class).closeUnused(Duration.ofDays(90));

        assertThat(node.jdbc()
                        .sql("select login from access.account where not active and login <> 'gone'")
                        .query(String.class)
                        .list())
                .containsExactly("idle");
    }

    private static byte[] doctorWithFactor(String login, String name) {
        node.doctor(login, name, TestNode.HOSPITAL_A);
        TestBrowser browser = node.browser();
        browser.signIn(login, TestNode.PASSWORD);
        byte[] secret = secret(browser.post("/api/access/session/factor", Map.of()));
        browser.post("/api/access/session/factor/confirm", Map.of("code", code(secret, 0)));
        return secret;
    }

    private static Answer change(TestBrowser browser, String password, String next) {
        return browser.post("/api/access/me/password", Map.of("password", password, "next", next));
    }

    private static Account account(String login) {
        return node.bean(AccountStore.class).byLogin(login).orElseThrow();
    }

    /** Whether the policy asks people of a role. */
    private static void asked(String role, boolean yes) {
        node.jdbc()
                .sql("update access.setting set value = ? where name = ?")
                .params(yes ? 1 : 0, "second-factor-" + role)
                .update();
    }

    private static void earlier(String sql) {
        node.jdbc()
                .sql(sql)
                .param(Timestamp.from(now().minus(Duration.ofMinutes(16))))
                .update();
    }

    private static Instant now() {
        return node.bean(Clock.class).instant();
    }

    private static String code(byte[] secret, int later) {
        return Totp.code(secret, Totp.step(now()) + later);
    }

    /** What an authenticator reads from the picture. */
    private static byte[] secret(Answer offer) {
        String query = URI.create(offer.json().path("uri").asString()).getRawQuery();
        String letters = URLDecoder.decode(query, StandardCharsets.UTF_8).replaceFirst(".*secret=([A-Z2-7]+).*", "$1");
        assertThat(letters).isEqualTo(offer.json().path("secret").asString());
        byte[] secret = new byte[letters.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < letters.length(); i++) {
            buffer = buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letters.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                secret[at++] = (byte) (buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        return secret;
    }
}
