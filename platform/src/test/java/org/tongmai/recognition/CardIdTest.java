package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CardIdTest {

    @Test
    void an_id_carries_its_compartment_and_is_a_uuid_of_version_8() {
        Random random = new Random(20260610);
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long compartment = random.nextLong() >>> 4;
            UUID id = CardId.next(compartment);

            assertThat(CardId.compartment(id)).isEqualTo(compartment);
            assertThat(CardId.compartment(UUID.fromString(id.toString()))).isEqualTo(compartment);
            assertThat(id.version()).isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
            ids.add(id);
        }

        assertThat(ids).hasSize(10_000);
    }

    @Test
    void two_ids_of_one_compartment_differ() {
        assertThat(CardId.next(7)).isNotEqualTo(CardId.next(7));
        assertThat(CardId.next(7).getMostSignificantBits())
                .isEqualTo(CardId.next(7).getMostSignificantBits());
    }

    @Test
    void another_uuid_is_of_no_compartment() {
        assertThat(CardId.compartment(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")))
                .isNegative();
    }
}
