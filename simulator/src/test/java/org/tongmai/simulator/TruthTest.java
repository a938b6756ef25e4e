package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TruthTest {

    private static String key(String institution, String localId) {
        return institution + "," + localId;
    }

    @Test
    void every_local_patient_that_is_sent_stands_in_the_truth_once_and_every_one_of_the_truth_is_sent() {
        Set<String> sent = Provinces.all(Provinces.SMALL).stream()
                .filter(dispatch -> dispatch.localId().isPresent())
                .map(dispatch -> key(dispatch.institution(), dispatch.localId().orElseThrow()))
                .collect(Collectors.toSet());

        List<String> known = Provinces.SMALL.truth().locals().stream()
                .map(local -> key(local.institution().uscc(), local.localId()))
                .toList();

        assertThat(known).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void every_resident_is_known_somewhere() {
        assertThat(Provinces.SMALL.truth().locals())
                .extracting(LocalPatient::resident)
                .containsAll(Provinces.SMALL.residents());
    }

    @Test
    void the_table_has_one_line_for_each_local_patient() {
        List<String> lines = Provinces.SMALL.truth().csv().lines().toList();

        assertThat(lines.getFirst()).isEqualTo("institution,local_id,resident_id,household,twin,errors");
        assertThat(lines).hasSize(Provinces.SMALL.truth().locals().size() + 1);
        assertThat(lines.get(1)).isEqualTo("12330100TM000001XU,10900001,R000000,H000000,false,NAME_HOMOPHONE");
    }
}
