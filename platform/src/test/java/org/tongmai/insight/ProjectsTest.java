package org.tongmai.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.simulator.Dispatch;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import org.tongmai.store.Extraction;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** A project from its draft to its end, on the records of a simulated province. */
class ProjectsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

    private static TestNode node;
    private static TestBrowser researcher;
    private static TestBrowser other;
    private static TestBrowser commission;
    private static TestBrowser second;
    private static final Set<String> IDENTIFYING = new TreeSet<>();
    private static String patient = "";
    private static String secret = "";

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        send(Province.generate(new ProvinceSettings(11, 150, "330000", TODAY)));
        patient = node.patient(TestNode.HOSPITAL_A, "陈建国", "110105194912310021");
        node.condition(TestNode.HOSPITAL_A, patient, "肺炎", "");
        secret = node.patient(TestNode.HOSPITAL_A, "李秀英", "110105194912310048");
        node.condition(TestNode.HOSPITAL_A, secret, "肺炎", "HIV");
        node.resident("resident", "陈建国", patient);
        node.resident("kept", "李秀英", secret);
        node.settle();
        identifying();
        for (String login : List.of("researcher", "other")) {
            node.account(login, Role.RESEARCHER);
        }
        for (String login : List.of("ethics", "review")) {
            node.account(login, Role.ETHICS);
        }
        researcher = node.browser("researcher");
        other = node.browser("other");
        commission = node.browser("ethics");
        second = node.browser("review");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void send(Province province) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Institution institution : province.institutions()) {
                if (institution.speaks() == Dispatch.Form.FHIR) {
                    String token = node.system("his-" + institution.uscc(), institution.uscc());
                    for (Dispatch dispatch : province.dispatches(institution)) {
                        HttpResponse<String> answer = http.send(
                                HttpRequest.newBuilder(URI.create(node.url() + "/fhir"))
                                        .header("Authorization", "Bearer " + token)
                                        .header("Content-Type", "application/fhir+json")
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(dispatch.body()))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 422);
                    }
                }
            }
        }
    }

    /** Every value of the store that tells who somebody is, or leads to a resource. */
    private static void identifying() throws IOException {
        Extraction extraction = node.bean(Store.class).extraction();
        var all = new Extraction.Selection(
                extraction.moment().snapshot(), 1, Extraction.KEYS_END, null, Set.of(), null, null, false);
        extraction.each(all, Scope.everything(), fact -> {
            IDENTIFYING.add(fact.id());
            JsonNode resource = fact.tree();
            resource.path("identifier").valueStream().forEach(each -> add(each.path("value")));
            if (fact.type().equals("Patient")) {
                resource.path("name").valueStream().forEach(each -> add(each.path("text")));
                resource.path("telecom").valueStream().forEach(each -> add(each.path("value")));
                resource.path("contact")
                        .valueStream()
                        .forEach(each -> add(each.path("name").path("text")));
                resource.path("address").valueStream().forEach(each -> {
                    add(each.path("text"));
                    each.path("line").valueStream().forEach(ProjectsTest::add);
                });
            }
        });
        IDENTIFYING.removeIf(each -> each.length() < 2 || each.length() < 6 && each.matches("[ -~]*"));
        assertThat(IDENTIFYING).hasSizeGreaterThan(500);
    }

    private static void add(JsonNode value) {
        IDENTIFYING.add(value.asString(""));
    }

    private static Map<String, Object> asked(String title, int k) {
        Map<String, Object> plan = new HashMap<>();
        plan.put("kind", "CONDITION");
        plan.put("codes", List.of());
        plan.put("from", "1990-01-01");
        plan.put("until", "2026-06-30");
        plan.put("shape", "EVENT");
        plan.put("sex", "");
        plan.put("bornFrom", 1900);
        plan.put("bornUntil", 2026);
        plan.put("place", "");
        plan.put("birth", Map.of("least", "year", "most", "any"));
        plan.put("residence", Map.of("least", "county", "most", "any"));
        plan.put("ethnicity", true);
        plan.put("day", Map.of("least", "shifted", "most", "shifted"));
        plan.put("value", false);
        plan.put("sensitive", "code");
        plan.put("classes", List.of());
        plan.put("limits", Map.of("k", k, "l", 1, "t", 1, "suppressed", 0.05));
        return Map.of(
                "title", title,
                "institution", "浙江大学",
                "principal", "王教授",
                "purpose", "呼吸道感染的季节性",
                "approval", "伦审〔2026〕12号",
                "approvedUntil", "2999-12-31",
                "until", "2999-12-31",
                "plan", plan);
    }

    private static String path(String id, String what) {
        return "/api/insight/projects/" + id + what;
    }

    private static String submitted(TestBrowser owner, String title, int k) {
        String id = owner.post("/api/insight/projects", asked(title, k))
                .json()
                .path("project")
                .path("id")
                .asString("");
        assertThat(owner.post(path(id, "/submit"), null).status()).isEqualTo(200);
        return id;
    }

    private static Map<String, Object> yes(boolean yes) {
        return Map.of("yes", yes, "reason", "目的明确，数据最少");
    }

    private static JsonNode await(String id, String state) {
        Extracting extracting = node.bean(Extracting.class);
        for (int round = 0; round < 1_000 && !state(id).equals(state); round++) {
            extracting.round();
        }
        assertThat(state(id)).isEqualTo(state);
        return handedIn(id);
    }

    private static JsonNode handedIn(String id) {
        return commission.get(path(id, "")).json().path("project");
    }

    private static String state(String id) {
        return handedIn(id).path("state").asString("");
    }

    private static Map<String, byte[]> taken(TestBrowser owner, String id) throws IOException {
        HttpResponse<byte[]> answer = owner.bytes(path(id, "/data"));
        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static Map<String, byte[]> released(TestBrowser owner, String title) throws IOException {
        String id = submitted(owner, title, 5);
        assertThat(commission.post(path(id, "/decide"), yes(true)).status()).isEqualTo(200);
        await(id, "EXTRACTED");
        assertThat(second.post(path(id, "/review"), yes(true)).status()).isEqualTo(200);
        return taken(owner, id);
    }

    private static List<List<String>> rows(Map<String, byte[]> files) {
        String text = new String(files.get("data.csv"), StandardCharsets.UTF_8);
        return text.lines().skip(1).map(line -> List.of(line.split(",", -1))).toList();
    }

    @Test
    void whatLeavesNamesNobodyAndEveryGroupHasKPersons() throws Exception {
        Map<String, byte[]> files = released(researcher, "呼吸道感染队列");

        String data = new String(files.get("data.csv"), StandardCharsets.UTF_8);
        assertThat(data).startsWith("\uFEFFpseudonym,birth,sex,place,ethnicity,code,day");
        assertThat(IDENTIFYING.stream().filter(data::contains).toList()).isEmpty();
        assertThat(rows(files)).allSatisfy(row -> assertThat(row.get(1)).matches("(<=)?[0-9]{4}(-[0-9]{4})?|\\*|"));
        Map<List<String>, Set<String>> groups = rows(files).stream()
                .collect(Collectors.groupingBy(
                        row -> row.subList(1, 5), Collectors.mapping(List::getFirst, Collectors.toSet())));
        assertThat(groups)
                .isNotEmpty()
                .allSatisfy((group, persons) -> assertThat(persons).hasSizeGreaterThanOrEqualTo(5));
        String digests = new String(files.get("digests.txt"), StandardCharsets.UTF_8);
        assertThat(digests)
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(files.get("data.csv"))))
                .contains("SM3");
        assertThat(new String(files.get("method.md"), StandardCharsets.UTF_8)).contains("伦审〔2026〕12号", "reached");
    }

    @Test
    void twoProjectsCannotBeJoined() throws Exception {
        List<List<String>> one = rows(released(researcher, "甲项目"));
        List<List<String>> two = rows(released(other, "乙项目"));

        Set<String> common = one.stream().map(List::getFirst).collect(Collectors.toCollection(HashSet::new));
        common.retainAll(two.stream().map(List::getFirst).collect(Collectors.toSet()));
        assertThat(one).hasSameSizeAs(two).isNotEmpty();
        assertThat(common).isEmpty();
    }

    @Test
    void nobodyDecidesTwiceAndNothingIsReadBeforeTheApproval() {
        String id = submitted(researcher, "三人", 5);
        assertThat(commission
                        .get(path(id, ""))
                        .json()
                        .path("project")
                        .path("extraction")
                        .path("parts")
                        .asInt())
                .isZero();
        assertThat(commission.post(path(id, "/review"), yes(true)).code()).isEqualTo("insight.state-wrong");
        assertThat(other.get(path(id, "")).code()).isEqualTo("insight.no-such-project");
        assertThat(commission
                        .post(path(id, "/decide"), Map.of("yes", true, "reason", " "))
                        .code())
                .isEqualTo("insight.reason-missing");

        assertThat(commission.post(path(id, "/decide"), yes(true)).status()).isEqualTo(200);
        await(id, "EXTRACTED");

        assertThat(commission.post(path(id, "/review"), yes(true)).code()).isEqualTo("insight.same-person");
        assertThat(researcher.get(path(id, "/data")).code()).isEqualTo("insight.not-released");
        JsonNode sample = second.get(path(id, "/sample")).json().path("rows");
        assertThat(sample.size()).isBetween(2, Projects.SAMPLE + 1);
        assertThat(IDENTIFYING.stream().filter(sample.toString()::contains).toList())
                .isEmpty();
    }

    @Test
    void aResidentSeesTheProjectAndIsLeftOutAfterRefusing() throws Exception {
        TestBrowser resident = node.browser("resident");
        String before = released(researcher, "流感研究甲").get("data.csv") == null ? "" : "read";
        assertThat(before).isEqualTo("read");
        String looks = resident.get("/api/access/looks").json().toString();
        assertThat(looks).contains("流感研究甲", "RESEARCH");
        int seen = persons("流感研究甲");

        TestBrowser.Answer refusal =
                resident.post("/api/access/rules", Map.of("effect", "DENY", "purpose", "RESEARCH"));
        assertThat(refusal.status()).as(refusal.raw().body()).isEqualTo(200);
        assertThat(refusal.json().toString()).contains("您的记录不用于科研");
        released(researcher, "流感研究乙");

        assertThat(resident.get("/api/access/looks").json().toString()).doesNotContain("流感研究乙");
        assertThat(persons("流感研究乙")).isEqualTo(seen - 1);
        String id = refusal.json().path("id").asString("");
        assertThat(resident.post("/api/access/rules/" + id + "/end", null).status())
                .isEqualTo(200);
    }

    @Test
    void specialClassesStayWhereTheApprovalDoesNotNameThem() throws Exception {
        released(researcher, "普通项目");

        assertThat(node.browser("kept").get("/api/access/looks").json().toString())
                .doesNotContain("普通项目");
    }

    @Test
    void whoStopsAProjectGoesOnWhereItWas() {
        String id = submitted(researcher, "停止", 5);
        commission.post(path(id, "/decide"), yes(true));
        TestBrowser.Answer stopped = researcher.post(path(id, "/stop"), null);
        if (stopped.status() == 200) {
            assertThat(stopped.json()
                            .path("project")
                            .path("extraction")
                            .path("stopped")
                            .asBoolean())
                    .isTrue();
            assertThat(researcher.post(path(id, "/resume"), null).status()).isEqualTo(200);
        }

        JsonNode project = await(id, "EXTRACTED");
        assertThat(project.path("extraction").path("done").asInt())
                .isEqualTo(project.path("extraction").path("parts").asInt());
    }

    @Test
    void aClosedProjectHasNoKeyAndNoRows() throws Exception {
        String id = submitted(researcher, "结束", 5);
        commission.post(path(id, "/decide"), yes(true));
        await(id, "EXTRACTED");
        Path key = node.data().resolve("secrets").resolve("insight-project-" + id);
        assertThat(Files.exists(key)).isTrue();

        assertThat(researcher.post(path(id, "/close"), null).status()).isEqualTo(200);

        assertThat(Files.exists(key)).isFalse();
        assertThat(node.jdbc()
                        .sql("select count(*) from insight.row where project = ?")
                        .param(id)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aPlanThatContradictsItselfIsRefused() {
        Map<String, Object> wrong = new HashMap<>(asked("错误", 2));

        assertThat(researcher.post("/api/insight/projects", wrong).status()).isEqualTo(400);
    }

    private static int persons(String title) {
        List<Integer> found = new ArrayList<>();
        researcher
                .get("/api/insight/projects")
                .json()
                .path("projects")
                .valueStream()
                .filter(each -> each.path("asked").path("title").asString("").equals(title))
                .forEach(each ->
                        found.add(each.path("extraction").path("persons").asInt()));
        return found.getFirst();
    }
}
