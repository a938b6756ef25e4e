package org.tongmai.person.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostalAddressTest {

    @ParameterizedTest
    @CsvSource({
        "江苏省南京市鼓楼区中山路1号, 南京市鼓楼区中山路1号, SAME",
        "江苏省南京市鼓楼区中山路1号, 鼓楼区中山路1号, SAME",
        "浙江省金华市义乌市稠州路8号, 浙江省义乌市稠州路8号, SAME",
        "江苏省南京市鼓楼区中山路1号, 福建省福州市鼓楼区中山路1号, DIFFERENT",
        "江苏省南京市鼓楼区中山路1号, 福建省福州市鼓楼区东街口22号, DIFFERENT",
        "浙江省杭州市西湖区文三路1号, 浙江省杭州市西湖区龙井路22号, SAME_AREA",
        "浙江省杭州市西湖区文三路1号, 浙江省杭州市上城区文三路1号, DIFFERENT",
        "浙江省杭州市西湖区文三路1号, 不详, MISSING"
    })
    void tellsCountiesOfOneNameApartByTheirCities(String one, String other, PostalAddress.Finding finding) {
        assertThat(PostalAddress.read(one).compare(PostalAddress.read(other))).isEqualTo(finding);
        assertThat(PostalAddress.read(other).compare(PostalAddress.read(one))).isEqualTo(finding);
    }
}
