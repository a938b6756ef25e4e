package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Store;

/** The directory is not asked for each row of an answer, and an institution that enters it has its name soon. */
class InstitutionNamesTest {

    @Test
    void an_institution_that_the_directory_lacks_is_looked_up_again_after_a_short_time() {
        Instant start = Instant.now();
        AtomicReference<Instant> now = new AtomicReference<>(start);
        InstantSource time = now::get;
        try (TestNode node = TestNode.start()) {
            var names = new InstitutionNames(node.bean(Store.class), time.withZone(ZoneOffset.UTC));
            String before = names.named(TestNode.HOSPITAL_A).name();
            node.institution(TestNode.HOSPITAL_A, "甲医院");

            String atOnce = names.named(TestNode.HOSPITAL_A).name();
            now.set(start.plus(InstitutionNames.LACKS));
            String later = names.named(TestNode.HOSPITAL_A).name();

            assertThat(before).isEqualTo(TestNode.HOSPITAL_A);
            assertThat(atOnce).isEqualTo(TestNode.HOSPITAL_A);
            assertThat(later).isEqualTo("甲医院");
        }
    }
}
