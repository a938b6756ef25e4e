package org.tongmai.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.Tongmai;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Change;
import org.tongmai.store.Feed;
import org.tongmai.store.Origin;
import org.tongmai.store.Receipt;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Store;

/** A whole node on a database of its own, and the people and records of a test. */
public final class TestNode implements AutoCloseable {

    /** Everybody's password in tests. */
    public static final String PASSWORD = "correct horse battery";

    /** 浙江大学医学院附属第一医院, made up code. */
    public static final String HOSPITAL_A = "12330000470003281N";

    /** The other hospital. */
    public static final String HOSPITAL_B = "123300004700045678";

    private static final Duration CATCH_UP = Duration.ofSeconds(20);

    /** Null once it is closed: test classes keep their node, and two hundred applications would not fit into memory. */
    private @Nullable ConfigurableApplicationContext application;

    private final Path data;

    private TestNode(ConfigurableApplicationContext application, Path data) {
        this.application = application;
        this.data = data;
    }

    /** @param properties such as {@code --tongmai.auth=none} */
    public static TestNode start(String... properties) {
        return start(context -> {}, properties);
    }

    /** @param further beans that the test brings */
    public static TestNode start(Consumer<GenericApplicationContext> further, String... properties) {
        TestDatabase database = TestDatabase.fresh();
        try {
            Path data = Files.createTempDirectory("tongmai-test");
            SpringApplication spring = new SpringApplication(Tongmai.class);
            spring.addInitializers(context -> ((GenericApplicationContext) context)
                    .registerBean(JdbcConnectionDetails.class, () -> details(database)));
            spring.addInitializers(context -> further.accept((GenericApplicationContext) context));
            List<String> arguments = new ArrayList<>(List.of(
                    "--server.address=127.0.0.1",
                    "--server.port=0",
                    "--tongmai.role=province",
                    "--tongmai.region=330000",
                    "--tongmai.intake.mllp-port=0",
                    "--tongmai.access.second-factor=optional",
                    "--spring.datasource.hikari.maximum-pool-size=8",
                    "--tongmai.data=" + data));
            for (String property : properties) {
                String key = property.substring(0, property.indexOf('=') + 1);
                arguments.removeIf(each -> each.startsWith(key));
                arguments.add(property);
            }
            return new TestNode(spring.run(arguments.toArray(String[]::new)), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JdbcConnectionDetails details(TestDatabase database) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return database.url();
            }

            @Override
            public String getUsername() {
                return database.user();
            }

            @Override
            public String getPassword() {
                return database.password();
            }
        };
    }

    public String url() {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(((WebServerApplicationContext) application()).getWebServer())
                        .getPort();
    }

    public Path data() {
        return data;
    }

    public <T> T bean(Class<T> type) {
        return application().getBean(type);
    }

    public ConfigurableApplicationContext application() {
        return Objects.requireNonNull(application, "the node is closed");
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    /** A browser that nobody has signed in with. */
    public TestBrowser browser() {
        return new TestBrowser(url());
    }

    /** A browser in which this account is signed in. */
    public TestBrowser browser(String login) {
        TestBrowser browser = browser();
        browser.signIn(login, PASSWORD);
        return browser;
    }

    public void doctor(String login, String name, String institution) {
        bean(Accounts.class).create(NewAccount.staff(login, name, Role.DOCTOR, PASSWORD, institution), "test");
    }

    public void resident(String login, String name, String patient) {
        bean(Accounts.class).create(NewAccount.resident(login, name, PASSWORD, patient, compartment(patient)), "test");
    }

    public void account(String login, Role role) {
        bean(Accounts.class)
                .create(
                        role.ofInstitution()
                                ? NewAccount.staff(login, login, role, PASSWORD, HOSPITAL_A)
                                : NewAccount.platform(login, login, role, PASSWORD),
                        "test");
    }

    public long compartment(String patient) {
        return bean(Store.class)
                .key("Patient", patient)
                .map(ResourceKey::compartment)
                .orElseThrow();
    }

    /** Registers a system of this institution and signs it in; the answer is its access token. */
    public String system(String id, String institution) {
        return TestSystem.token(this, id, institution);
    }

    /** Files a resource as the institution sent it; the answer is its logical id. */
    public String file(String institution, String type, String json) {
        Receipt receipt = bean(Store.class)
                .transact(
                        List.of(Change.create(type, json.getBytes(StandardCharsets.UTF_8))),
                        new Origin(institution, "test", null, ""));
        return receipt.entries().getFirst().id();
    }

    /** Files a further version of a resource as the institution sent it. */
    public void replace(String institution, String type, String id, String json) {
        bean(Store.class)
                .transact(
                        List.of(Change.update(type, id, json.getBytes(StandardCharsets.UTF_8))),
                        new Origin(institution, "test", null, ""));
    }

    public void institution(String code, String name) {
        bean(Store.class)
                .transact(
                        List.of(Change.create("Organization", """
                                {"resourceType":"Organization","name":"%s","identifier":[{"system":"%s","value":"%s"}]}
                                """.formatted(name, InstitutionNames.USCC, code)
                                .getBytes(StandardCharsets.UTF_8))),
                        Origin.platform());
    }

    /** A Patient of this institution; the same number makes the same person. */
    public String patient(String institution, String name, String number) {
        return file(institution, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1978-03-07",
                 "name":[{"text":"%s","family":"%s","given":["%s"]}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"%s"},
                   {"use":"usual","system":"https://tongmai.org/fhir/institution/%s/patient","value":"%s-1"}]}
                """.formatted(
                        name, name.substring(0, 1), name.substring(1), number, institution, number));
    }

    /** An outpatient encounter; {@code end} empty while it is in progress. */
    public String encounter(String institution, String patient, Instant start, String end) {
        return file(institution, "Encounter", """
                {"resourceType":"Encounter","status":"%s","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",
                 "code":"AMB"},"subject":{"reference":"Patient/%s"},"period":{"start":"%s"%s},
                 "serviceType":{"text":"呼吸内科"}}
                """.formatted(
                        end.isEmpty() ? "in-progress" : "finished",
                        patient,
                        start,
                        end.isEmpty() ? "" : ",\"end\":\"" + end + "\""));
    }

    /** A diagnosis, with a label of a special class where {@code label} is not empty. */
    public String condition(String institution, String patient, String text, String label) {
        return file(institution, "Condition", """
                {"resourceType":"Condition"%s,"subject":{"reference":"Patient/%s"},"recordedDate":"2026-05-04",
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"J18.9","display":"%s"}]}}
                """.formatted(
                        label.isEmpty()
                                ? ""
                                : ",\"meta\":{\"security\":[{\"system\":\"" + Sensitivity.SYSTEM + "\",\"code\":\""
                                        + label + "\"}]}",
                        patient,
                        text));
    }

    /** A result of the given category, {@code laboratory} or {@code imaging}. */
    public String observation(String institution, String patient, String category, String text) {
        return file(institution, "Observation", """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"%s"}]}],
                 "code":{"text":"%s"},"effectiveDateTime":"2026-05-04T08:00:00+08:00",
                 "valueQuantity":{"value":5.4,"unit":"mmol/L"}}
                """.formatted(patient, category, text));
    }

    /** Returns when every reader of the feed has read everything. */
    public void settle() {
        Feed feed = bean(Feed.class);
        for (String reader :
                jdbc().sql("select name from store.reader").query(String.class).list()) {
            if (!feed.awaitCaughtUp(reader, CATCH_UP)) {
                throw new AssertionError(reader + " has not caught up");
            }
        }
    }

    @Override
    public void close() {
        application().close();
        application = null;
    }

    /** For {@code Map.of} in bodies of requests. */
    static Map<String, @Nullable Object> body(@Nullable Object... pairs) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return body;
    }
}
