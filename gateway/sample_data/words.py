"""The words that made-up people and companies are named with; nobody in particular is meant."""
# ruff: noqa: RUF001  (Turkish and Cyrillic letters are meant)

import unicodedata
from dataclasses import dataclass

LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e"})
"""What Unicode does not decompose into a letter and its accent."""


def ascii_of(name: str) -> str:
    """The name in lower-case ASCII letters and hyphens, as an address or a slug writes it."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(LETTERS)).replace(" ", "-")
    return "".join(letter for letter in letters if letter == "-" or ("a" <= letter <= "z"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name as its bearer writes it, and in ASCII."""

    text: str
    ascii: str


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together; `NAME/ascii` where the script is not Latin."""

    locale: str
    given: tuple[Name, ...]
    family: tuple[Name, ...]
    family_first: bool = False


def words(text: str) -> tuple[str, ...]:
    """The words of a text; `_` stands for a space in a word."""
    return tuple(word.replace("_", " ") for word in text.split())


def names(text: str) -> tuple[Name, ...]:
    pairs = (word.partition("/") for word in words(text))
    return tuple(Name(name, latin or ascii_of(name)) for name, _, latin in pairs)


CULTURES = (
    Culture(
        "en-US",
        names("Ava Liam Grace Noah Chloe Mason Ruby Ethan Hazel Owen Violet Caleb Stella Wyatt Naomi Jasper"),
        names("Smith Johnson Carter Brooks Hayes O'Brien Sullivan Parker Bennett Foster Reed Walsh Ward Mitchell"),
    ),
    Culture(
        "en-GB",
        names("Imogen Alfie Poppy Rhys Beatrix Callum Florence Ewan Harriet Gethin Isla Rory"),
        names("Taylor Ashworth Pemberton Hughes MacLeod Fairbairn Davies Whitaker Clarke Llewellyn Barlow Kerr"),
    ),
    Culture(
        "es-ES",
        names("José Lucía Álvaro Inés Martín Begoña Íñigo Rocío Andrés Nuria Gonzalo Pilar"),
        names("García Fernández Núñez Ibáñez Rodríguez Muñoz Serrano Castro Ortega Peña Vidal Cano"),
    ),
    Culture(
        "pt-BR",
        names("João Beatriz Tiago Conceição Rafael Luísa Antônio Mariana Caio Letícia Vinícius Débora"),
        names("Silva Gonçalves Araújo Ribeiro Magalhães Oliveira Teixeira Brandão Pinto Assunção Moreira Rocha"),
    ),
    Culture(
        "fr-FR",
        names("Élodie Jean-Luc Aurélie François Noémie Gaëlle Théo Margaux Loïc Océane Étienne Maëlys"),
        names("Dubois Lefèvre Moreau Rousseau Giraud Béranger Fournier Chevalier Marchand Garnier Faure Besson"),
    ),
    Culture(
        "de-DE",
        names("Jürgen Annika Matthias Käthe Sören Liesel Björn Heike Torsten Friederike Ulrich Swantje"),
        names("Müller Schröder Weiß Vogel Köhler Becker Jäger Groß Hartmann Brandt Lorenz Engel"),
    ),
    Culture(
        "it-IT",
        names("Giulia Matteo Chiara Lorenzo Alessia Niccolò Federica Davide Ginevra Tommaso Ilaria Pietro"),
        names("Rossi Bianchi De_Luca Esposito Ferrari Conti Greco Marino Lombardi D'Angelo Gallo Fontana"),
    ),
    Culture(
        "pl-PL",
        names("Łukasz Małgorzata Paweł Agnieszka Krzysztof Żaneta Michał Bożena Wojciech Świętosława Grażyna Zbigniew"),
        names("Wójcik Dąbrowska Zieliński Szymańska Woźniak Kozłowski Jabłońska Mazur Krawczyk Pawlak Sikora Wrona"),
    ),
    Culture(
        "sv-SE",
        names("Åsa Elin Göran Linnéa Mårten Ylva Håkan Saga Östen Tuva Nils Ebba"),
        names("Åkesson Lindqvist Bergström Öberg Sjögren Nyström Holm Ekdahl Söderberg Dahlin Forsberg Wikström"),
    ),
    Culture(
        "tr-TR",
        names("Ayşe Emre Gülşen Çağlar Zeynep Oğuz Şebnem Kerem İpek Barış Tülay Yiğit"),
        names("Yılmaz Öztürk Kaya Şahin Çelik Aydın Doğan Güneş Arslan Kılıç Polat Erdoğdu"),
    ),
    Culture(
        "nl-NL",
        names("Sanne Joost Fleur Daan Maaike Thijs Lotte Sjoerd Femke Bram Anouk Wouter"),
        names("de_Vries Jansen van_den_Berg Bakker Visser Smit Meijer Mulder de_Groot Bos Vos Dekker"),
    ),
    Culture(
        "en-IN",
        names("Aarav Priya Rohan Ananya Vikram Meera Arjun Kavya Siddharth Lakshmi Nikhil Ishita"),
        names("Sharma Iyer Patel Reddy Nair Chatterjee Gupta Deshmukh Rao Banerjee Menon Kulkarni"),
    ),
    Culture(
        "en-NG",
        names("Chidinma Oluwaseun Ngozi Emeka Adaeze Babatunde Folasade Ifeanyi Temitope Uche Yetunde Kelechi"),
        names("Okafor Adeyemi Nwosu Balogun Eze Ogunleye Okonkwo Adebayo Obi Ibrahim Chukwu Afolabi"),
    ),
    Culture(
        "ja-JP",
        names(
            "陽菜/haruna 蓮/ren さくら/sakura 大翔/hiroto 美咲/misaki 健太/kenta 結衣/yui 翔太/shota 葵/aoi 直樹/naoki"
        ),
        names("佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 伊藤/ito 山本/yamamoto 中村/nakamura"),
        family_first=True,
    ),
    Culture(
        "zh-CN",
        names("伟/wei 芳/fang 娜/na 敏/min 静/jing 强/qiang 磊/lei 洋/yang 艳/yan 婷/ting"),
        names("王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu"),
        family_first=True,
    ),
    Culture(
        "ko-KR",
        names("민준/minjun 서연/seoyeon 지훈/jihoon 수빈/subin 현우/hyunwoo 지은/jieun 도윤/doyun 하은/haeun"),
        names("김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon"),
        family_first=True,
    ),
    Culture(
        "ar-EG",
        names("محمد/mohammed فاطمة/fatima يوسف/youssef ليلى/layla خالد/khaled نور/nour عمر/omar مريم/maryam"),
        names("حسن/hassan إبراهيم/ibrahim منصور/mansour سليمان/suleiman عبد_الله/abdullah فاروق/farouk"),
    ),
    Culture(
        "uk-UA",
        names("Олена/olena Тарас/taras Ірина/iryna Богдан/bohdan Оксана/oksana Андрій/andrii Соломія/solomiia"),
        names("Шевченко/shevchenko Коваленко/kovalenko Бондар/bondar Мельник/melnyk Ткачук/tkachuk Лисенко/lysenko"),
    ),
    Culture(
        "vi-VN",
        names("Thảo Minh Hương Quân Ngọc Đức Lan Tuấn"),
        names("Nguyễn Trần Phạm Hoàng Võ Đặng Bùi Đỗ"),
        family_first=True,
    ),
)

GIVEN = tuple((name, culture) for culture in CULTURES for name in culture.given)
"""Every given name, each once in ASCII."""

COMPANY_STARTS = names(
    """
    Alder Amber_Coast Anvil Arbor Aurora Basalt Beacon Birchwood Blue_Heron Boreal Bramble Bright_Harbor Caldera
    Cardinal Cedar_Row Cinder Clearwater Cobalt Copperline Crestview Dovetail Driftwood East_Quay Ember Fable
    Fairlead Fernhill Firefly Foxglove Glacier Golden_Mile Granite Grove_Street Halcyon Hawthorn Highland Hollow_Oak
    Indigo Iron_Bridge Juniper Keystone Kingfisher Lantern Larkspur Lighthouse Longmeadow Lumen Maplewood Meridian
    Millstone Moonrise Mosaic Northbound Obsidian Old_Mill Orchard Osprey Paper_Crane Pebble Pinewood Polaris Quarry
    Quill Red_Kite Ridgeline Riverbend Rowan Saffron Sandpiper Scarlet Seven_Hills Silverpine Skylark Slate Solstice
    Sparrow Stonebridge Summit Sycamore Tamarack Thistle Tidewater Timberline Topaz Umber Vantage Verdant Wayfarer
    Westerly White_Elm Willow Zephyr Brücke Café_Lumière Dąb Fjäll Günther Järvi Łosoś Niño Øresund Señal Tōkai
    Übersee
    """
)
COMPANY_KINDS = names(
    """
    Aerospace Analytics Apparel Architects Automotive Bank Biotech Books Brewery Builders Capital Ceramics Chemicals
    Clinics Cloud Coffee Consulting Dairy Data Dental Design Diagnostics Education Electric Energy Engineering
    Events Farms Films Financial_Services Foods Foundry Freight Furniture Games Glass Health Hospitality Hotels
    Imaging Insurance Interiors Labs Learning Legal Logistics Marine Media Mobility Motors Music Networks Optics
    Outfitters Packaging Payments Pharma Photonics Printing Properties Publishing Rail Recycling Renewables Retail
    Robotics Security Semiconductors Shipping Software Solar Sports Studios Supply Systems Telecom Textiles
    Therapeutics Timber Toys Travel Ventures Water Wind Wines
    """
)
COMPANY_FORMS = (
    "",
    "",
    "",
    "",
    "Inc.",
    "Inc.",
    "LLC",
    "Ltd",
    "Group",
    "GmbH",
    "AB",
    "S.A.",
    "B.V.",
    "Pty Ltd",
    "& Co.",
)
INDUSTRIES = (
    "technology", "finance", "healthcare", "retail", "manufacturing", "logistics", "education", "energy", "media",
    "public-sector",
)  # fmt: skip
PLANS = ("free",) * 9 + ("starter",) * 6 + ("business",) * 4 + ("enterprise",)
REGIONS = ("eu", "us", "us", "ap", "eu", "sa")
DEPARTMENTS = ("Engineering", "Sales", "Finance", "Operations", "Support", "Marketing", "People", "Legal", "Security")
TITLES = ("Engineer", "Analyst", "Manager", "Director", "Consultant", "Coordinator", "Administrator", "Intern")
