package org.tongmai.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Receipt;
import org.tongmai.store.Store;

class DirectoryTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
    private static final String CODE = "91440300708461136T";

    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final JdbcClient CLIENT = JdbcClient.create(DATABASE.dataSource());
    private static final Store STORE = Store.on(DATABASE.dataSource(), Clock.systemUTC());
    private static final TransactionTemplate TRANSACTION =
            new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));
    private static final Directory DIRECTORY = new Directory(
            new DirectoryStore(CLIENT),
            new DirectoryFiles(CLIENT, TRANSACTION),
            new DirectoryReader(CLIENT, TRANSACTION),
            STORE.feed());

    @BeforeAll
    static void open() {
        STORE.start();
        DIRECTORY.start();
    }

    @AfterAll
    static void close() {
        STORE.stop();
    }

    @Test
    void knowsRegionsOfTodayAndOfThen() {
        assertThat(DIRECTORY.regions(null, TODAY)).hasSize(34);
        assertThat(DIRECTORY.regions(new RegionCode("330000"), TODAY)).hasSize(11);
        assertThat(names("330100", TODAY)).contains("西湖区", "临平区").doesNotContain("江干区");
        assertThat(names("330100", LocalDate.of(2020, 1, 1))).contains("江干区").doesNotContain("临平区");
        assertThat(names("110000", TODAY)).contains("海淀区");
        assertThat(DIRECTORY.region(new RegionCode("110103"), TODAY)).isEmpty();
        assertThat(DIRECTORY
                        .region(new RegionCode("110103"), LocalDate.of(2000, 1, 1))
                        .orElseThrow()
                        .successor())
                .contains(new RegionCode("110101"));
    }

    @Test
    void keepsTablesThatContradictEachOtherApart() {
        var front = DIRECTORY.lookup("rh-front-page", "1", TODAY).orElseThrow();
        var product = DIRECTORY.lookup("rh-product", "1", TODAY).orElseThrow();

        assertThat(front.display().zh()).isEqualTo("阴性");
        assertThat(product.display().zh()).isEqualTo("阳性");
        assertThat(front.source()).contains("rh-product");
        assertThat(product.source()).contains("rh-front-page");
    }

    @Test
    void codesHaveTheirPeriod() {
        assertThat(DIRECTORY.lookup("payment", "03", TODAY)).isEmpty();
        assertThat(DIRECTORY.lookup("payment", "03", LocalDate.of(2015, 1, 1))).isPresent();
        assertThat(DIRECTORY.codeTable("ethnicity", TODAY).codes()).hasSize(58);
        assertThat(DIRECTORY
                        .lookup("ethnicity", "36", TODAY)
                        .orElseThrow()
                        .display()
                        .zh())
                .isEqualTo("毛南族");
    }

    @Test
    void saysWhichTableDoesNotExist() {
        assertThatThrownBy(() -> DIRECTORY.codeTable("nothing", TODAY))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("directory.no-such-code-table"));
    }

    @Test
    void anUnchangedFileIsNotLoadedAgain() {
        Object before = CLIENT.sql("select max(at) from directory.load").query().singleValue();

        new DirectoryFiles(CLIENT, TRANSACTION).load();

        assertThat(CLIENT.sql("select max(at) from directory.load").query().singleValue())
                .isEqualTo(before);
        assertThat(CLIENT.sql("select count(*) from directory.code_table")
                        .query(Integer.class)
                        .single())
                .isEqualTo(32);
    }

    @Test
    void readsInstitutionsTheirDepartmentsAndStaffFromTheFeed() {
        String hospital = create("Organization", """
                {"resourceType":"Organization","name":"市第一医院","identifier":[
                  {"system":"https://tongmai.org/fhir/identifier/uscc","value":"%s"}]}""".formatted(CODE));
        String unit = create("Organization", """
                {"resourceType":"Organization","name":"内科","partOf":{"reference":"Organization/%s"}}""".formatted(hospital));
        String doctor = create("Practitioner", """
                {"resourceType":"Practitioner","name":[{"text":"李静"}]}""");
        create("PractitionerRole", """
                {"resourceType":"PractitionerRole","practitioner":{"reference":"Practitioner/%s"},
                 "organization":{"reference":"Organization/%s"}}""".formatted(doctor, unit));
        update(hospital, """
                {"resourceType":"Organization","id":"%s","name":"市人民医院","identifier":[
                  {"system":"https://tongmai.org/fhir/identifier/uscc","value":"%s"}]}""".formatted(hospital, CODE));
        assertThat(DIRECTORY.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();

        LocalDate tomorrow = LocalDate.now(Clock.systemUTC()).plusDays(2);
        assertThat(DIRECTORY.institution(CODE, tomorrow).orElseThrow().name()).isEqualTo("市人民医院");
        assertThat(DIRECTORY
                        .institution(CODE, LocalDate.of(2000, 1, 1))
                        .orElseThrow()
                        .name())
                .isEqualTo("市第一医院");
        assertThat(DIRECTORY.institutions(List.of(CODE, "nobody"), tomorrow).values())
                .extracting(Institution::name)
                .containsExactly("市人民医院");
        assertThat(DIRECTORY.institutions("人民")).extracting(Institution::code).containsExactly(CODE);
        assertThat(DIRECTORY.institutions("人民", "", 1))
                .extracting(Institution::code)
                .containsExactly(CODE);
        assertThat(DIRECTORY.institutions("人民", CODE, 1)).isEmpty();
        assertThat(DIRECTORY.departments(CODE)).extracting(Department::name).containsExactly("内科");
        assertThat(DIRECTORY.practitioner(doctor).orElseThrow().departments())
                .extracting(Department::name)
                .containsExactly("内科");
    }

    private static List<String> names(String parent, LocalDate on) {
        return DIRECTORY.regions(new RegionCode(parent), on).stream()
                .map(Region::name)
                .toList();
    }

    private static String create(String type, String json) {
        return one(Change.create(type, json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void update(String id, String json) {
        one(Change.update("Organization", id, json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String one(Change change) {
        Receipt.Done done =
                STORE.transact(List.of(change), Origin.platform()).entries().getFirst();
        return done.id();
    }
}
