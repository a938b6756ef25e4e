package org.tongmai.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.TestNode;
import org.tongmai.store.Fact;
import org.tongmai.store.QueryText;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** Loading into a real node: what has no id of its own is stored once, however often and beside whatever it is sent. */
class LoadOnceTest {

    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"id\":\"r1\",\"name\":[{\"text\":\"王伟\"}]}";
    private static final String WAITS =
            "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/r1\"},\"code\":{\"text\":\"%s\"}}";

    @TempDir
    Path folder;

    @Test
    void whatWaitedForItsPatientIsStoredOnceHoweverOftenTheFileIsLoaded() throws Exception {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            Path file = folder.resolve("lines.ndjson");
            Files.writeString(file, WAITS.formatted("cough") + "\n{\"resourceType\":\n" + PATIENT + "\n");

            Report first = load(node, file);
            load(node, file);
            Files.writeString(file, WAITS.formatted("cough") + "\n" + WAITS.formatted("fever") + "\n" + PATIENT + "\n");
            Report mended = load(node, file);
            Report again = load(node, file);

            assertThat(first.stored()).isEqualTo(2);
            assertThat(mended.complete()).isTrue();
            assertThat(again.stored()).isZero();
            assertThat(node.bean(Store.class)
                            .search(QueryText.read("Condition?patient=r1"), Scope.everything())
                            .facts())
                    .hasSize(2);
        }
    }

    @Test
    void whatWaitedAndWasStoredEndsAsMendedInTheJournal() throws Exception {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            Files.writeString(folder.resolve("a.ndjson"), WAITS.formatted("cough") + "\n");
            Files.writeString(folder.resolve("b.json"), """
                    {"resourceType":"Bundle","type":"transaction","entry":[
                      {"resource":%s,"request":{"method":"POST","url":"Condition"}}]}
                    """.formatted(WAITS.formatted("fever")));
            Files.writeString(folder.resolve("c.ndjson"), PATIENT + "\n");

            Report report = load(node, folder);

            assertThat(report.complete()).isTrue();
            assertThat(node.jdbc()
                            .sql("select kind from intake.message where state = 'RESOLVED'")
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrder("Condition", "Bundle");
            assertThat(node.jdbc()
                            .sql("select count(*) from intake.message where state = 'REFUSED'")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void whatWasSaidBeforeIsSaidAgainWhereSomethingElseWasSaidSince() throws Exception {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            Path file = folder.resolve("patient.ndjson");
            Store store = node.bean(Store.class);
            for (String name : List.of("王伟", "王玮", "王伟", "王伟")) {
                Files.writeString(file, PATIENT.replace("王伟", name) + "\n");
                load(node, file);
            }

            Fact patient = store.read("Patient", "r1", Scope.everything()).orElseThrow();
            assertThat(patient.version()).isEqualTo(3);
            assertThat(patient.tree().path("name").path(0).path("text").asString(""))
                    .isEqualTo("王伟");
        }
    }

    private static Report load(TestNode node, Path file) throws Exception {
        var settings = new Load.Settings(URI.create(node.url()), null, 1, Credentials.none());
        try (Load load = new Load(settings)) {
            return load.run(List.of(file), null);
        }
    }
}
