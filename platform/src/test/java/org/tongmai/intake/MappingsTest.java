package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.node.TestDatabase;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Mappings that an institution settles for itself. */
class MappingsTest {

    private static final String HOSPITAL = "12330000470000013F";

    private final Mappings mappings =
            new Mappings(TestDatabase.fresh().dataSource(), Clock.systemUTC(), Zones.parse("Asia/Shanghai"));

    private static ObjectNode shipped(String dataset) throws IOException {
        try (InputStream in = Mappings.class.getResourceAsStream("/intake/tables/" + dataset + ".json")) {
            return Json.read(Objects.requireNonNull(in).readAllBytes());
        }
    }

    @Test
    void ofSeveralSavedAtOnceEachHasAVersionOfItsOwn() throws Exception {
        ObjectNode body = shipped("fee");
        List<Callable<Integer>> saves = IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(each ->
                        () -> mappings.save(HOSPITAL, "fee", body, "it" + each).own())
                .toList();

        List<Integer> versions = new ArrayList<>();
        try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> save : all.invokeAll(saves)) {
                versions.add(save.get());
            }
        }

        assertThat(versions).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void allDataSetsAreThoseThatEachIsReadBy() throws IOException {
        mappings.save(HOSPITAL, "diagnosis", shipped("diagnosis"), "it");
        ObjectNode later = shipped("fee");
        later.put("from", "2999-01-01");
        mappings.save(HOSPITAL, "fee", later, "it");

        assertThat(mappings.all(HOSPITAL)).extracting(Mappings.Settled::own).containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 0);
        assertThat(mappings.all(HOSPITAL))
                .extracting(Mappings.Settled::version)
                .isEqualTo(Mappings.SHIPPED.stream()
                        .map(dataset -> mappings.inForce(HOSPITAL, dataset).version())
                        .toList());
    }
}
