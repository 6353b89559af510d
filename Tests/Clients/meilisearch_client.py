"""The official Python client, unchanged, against the search facade: python3 meilisearch_client.py URL MASTER_KEY. Fails at the first thing that is not so."""
import sys
import uuid

import meilisearch
from meilisearch.errors import MeilisearchApiError

URL, KEY = sys.argv[1:3]
MOVIES = [
    {"id": 1, "title": "Carol", "genres": ["Romance", "Drama"], "year": 2015, "lead": {"name": "Cate"}},
    {"id": 2, "title": "Wonder Woman", "genres": ["Action", "Adventure"], "year": 2017, "lead": {"name": "Gal"}},
    {"id": 3, "title": "Life of Pi", "genres": ["Adventure", "Drama"], "year": 2012, "lead": {"name": "Suraj"}},
    {"id": 4, "title": "Mad Max: Fury Road", "genres": ["Adventure", "Science Fiction"], "year": 2015, "lead": {"name": "Tom"}},
    {"id": 5, "title": "Moana", "genres": ["Fantasy", "Action"], "year": 2016, "lead": None},
    {"id": 6, "title": "Philadelphia", "genres": ["Drama"], "year": 1993},
]

client = meilisearch.Client(URL, KEY)
movies = client.index("movies")


def done(task, status="succeeded"):
    task = client.wait_for_task(task.task_uid, timeout_in_ms=60_000, interval_in_ms=5)
    assert task.status == status, task
    return task


def refused(code, status, call):
    try:
        call()
    except MeilisearchApiError as error:
        assert (error.code, error.status_code) == (code, status), (error.code, error.status_code, error.message)
        assert error.type and error.link.endswith(code)
        return
    raise AssertionError(f"{code} was expected")


def ids(result):
    return [hit["id"] for hit in result["hits"]]


def server():
    assert client.health() == {"status": "available"} and client.is_healthy()
    assert set(client.get_version()) >= {"pkgVersion", "commitSha", "commitDate"}


def indexes():
    task = done(client.create_index("books", {"primaryKey": "isbn"}))
    assert (task.index_uid, task.type, task.details["primaryKey"]) == ("books", "indexCreation", "isbn")
    assert done(client.create_index("books"), "failed").error["code"] == "index_already_exists"
    assert client.get_index("books").primary_key == "isbn"
    done(client.index("books").update(primary_key="id"))
    assert [index.uid for index in client.get_indexes()["results"]] == ["books"]
    refused("index_not_found", 404, lambda: client.get_index("none"))
    refused("invalid_index_uid", 400, lambda: client.create_index("not a name"))


def documents():
    task = done(movies.add_documents(MOVIES))
    assert task.details == {"receivedDocuments": 6, "indexedDocuments": 6}
    assert movies.fetch_info().primary_key == "id"
    done(movies.update_documents([{"id": 5, "year": 2018}]))
    assert dict(movies.get_document(5))["title"] == "Moana" and movies.get_document(5).year == 2018
    assert set(dict(movies.get_document(1, {"fields": ["title"]}))) == {"title"}
    page = movies.get_documents({"offset": 1, "limit": 2, "fields": ["id"]})
    assert ([document.id for document in page.results], page.total, page.offset, page.limit) == ([2, 3], 6, 1, 2)
    done(movies.add_documents_csv(b"id,title,year:number\n7,Amelie,2001\n"))
    assert movies.get_document(7).year == 2001
    done(movies.add_documents_ndjson(b'{"id":8,"title":"Brazil"}\n{"id":9,"title":"Ran"}\n'))
    done(movies.delete_document(7))
    done(movies.delete_documents([8, "9"]))
    assert movies.get_stats().number_of_documents == 6
    refused("document_not_found", 404, lambda: movies.get_document(7))
    for bad, code in [
        ({"name": "no id"}, "index_primary_key_no_candidate_found"), ({"id": 1, "other_id": 2}, "index_primary_key_multiple_candidates_found"),
        ({"id": "not an id"}, "invalid_document_id"), ({"id": None}, "invalid_document_id"),
    ]:
        failed = done(client.index("bad").add_documents([bad]), "failed")
        assert failed.error["code"] == code, failed.error
    assert done(movies.add_documents([{"title": "x"}]), "failed").error["code"] == "missing_document_id"


def settings():
    before = movies.get_settings()
    assert before["rankingRules"] == ["words", "typo", "proximity", "attribute", "sort", "exactness"]
    assert movies.get_typo_tolerance().min_word_size_for_typos.one_typo == 5
    done(movies.update_settings({
        "filterableAttributes": ["genres", "year", "title", "lead.name", "lead"], "sortableAttributes": ["year", "title"], "stopWords": ["of"],
        "synonyms": {"film": ["movie"]}, "pagination": {"maxTotalHits": 500}}))
    assert movies.get_filterable_attributes() == ["genres", "year", "title", "lead.name", "lead"]
    assert movies.get_pagination_settings().max_total_hits == 500
    done(movies.update_typo_tolerance({"minWordSizeForTypos": {"oneTypo": 4}}))
    assert movies.get_typo_tolerance().min_word_size_for_typos.two_typos == 9
    done(movies.reset_typo_tolerance())
    done(movies.update_faceting_settings({"maxValuesPerFacet": 10, "sortFacetValuesBy": {"*": "count"}}))
    assert movies.get_faceting_settings().sort_facet_values_by == {"*": "count"}
    done(movies.reset_faceting_settings())
    done(movies.update_displayed_attributes(["*"]))
    done(movies.update_ranking_rules(before["rankingRules"]))
    done(movies.update_distinct_attribute("year"))
    assert movies.get_distinct_attribute() == "year"
    done(movies.reset_distinct_attribute())
    assert movies.get_distinct_attribute() is None and movies.get_searchable_attributes() == ["*"]
    assert movies.get_synonyms() == {"film": ["movie"]} and movies.get_stop_words() == ["of"]
    refused("invalid_settings_ranking_rules", 400, lambda: movies.update_ranking_rules(["nonsense"]))
    refused("invalid_settings_typo_tolerance", 400, lambda: movies.update_typo_tolerance({"minWordSizeForTypos": {"oneTypo": 10, "twoTypos": 2}}))
    assert movies.get_settings()["stopWords"] == ["of"]


def search():
    assert ids(movies.search("caorl")) == [1] and ids(movies.search("philadelphai")) == [6]
    result = movies.search("wonder", {
        "attributesToHighlight": ["*"], "showMatchesPosition": True, "showRankingScore": True, "attributesToRetrieve": ["id", "title"]})
    hit = result["hits"][0]
    assert hit["_formatted"]["title"] == "<em>Wonder</em> Woman" and hit["_matchesPosition"] == {"title": [{"start": 0, "length": 6}]}
    assert 0 < hit["_rankingScore"] <= 1 and set(hit) == {"id", "title", "_formatted", "_matchesPosition", "_rankingScore"}
    assert (result["query"], result["limit"], result["offset"], result["estimatedTotalHits"]) == ("wonder", 20, 0, 1)
    assert ids(movies.search("", {"filter": "genres = drama AND year > 2000", "sort": ["year:desc"]})) == [1, 3]
    assert ids(movies.search("", {"filter": ["year 2012 TO 2015", ["genres = Romance", "title = 'life of pi'"]]})) == [1, 3]
    assert ids(movies.search("", {"filter": "genres IN [Fantasy, Romance] AND NOT title = Carol"})) == [5]
    assert ids(movies.search("", {"filter": "lead NOT EXISTS"})) == [6] and ids(movies.search("", {"filter": "lead IS NULL"})) == [5]
    assert ids(movies.search("", {"filter": "lead.name = 'Cate'"})) == [1]
    faceted = movies.search("", {"facets": ["genres", "year"], "limit": 1})
    assert faceted["facetDistribution"]["genres"]["Drama"] == 3 and faceted["facetStats"]["year"] == {"min": 1993, "max": 2018}
    paged = movies.search("", {"hitsPerPage": 4, "page": 2})
    assert (len(paged["hits"]), paged["totalHits"], paged["totalPages"], paged["page"], paged["hitsPerPage"]) == (2, 6, 2, 2, 4)
    assert ids(movies.search("mad road nonsense")) == [4] and not ids(movies.search("mad road nonsense", {"matchingStrategy": "all"}))
    assert ids(movies.search('"fury road"')) == [4] and not ids(movies.search('"road fury"'))
    cropped = movies.search("max", {"attributesToCrop": ["title"], "cropLength": 3})["hits"][0]["_formatted"]["title"]
    assert cropped == "Mad Max: Fury…", cropped
    assert sorted(ids(movies.search("", {"distinct": "year", "sort": ["title:asc"]}))) == [1, 2, 3, 5, 6]
    several = client.multi_search([{"indexUid": "movies", "q": "pi"}, {"indexUid": "movies", "q": "moana"}])
    assert [ids(result) for result in several["results"]] == [[3], [5]] and several["results"][0]["indexUid"] == "movies"
    merged = client.multi_search([{"indexUid": "movies", "q": "moana"}, {"indexUid": "movies", "q": "carol"}], federation={"limit": 5})
    assert sorted(ids(merged)) == [1, 5] and merged["hits"][0]["_federation"]["indexUid"] == "movies"
    assert [hit["value"] for hit in movies.facet_search("genres", "adv")["facetHits"]] == ["Adventure"]
    refused("invalid_search_filter", 400, lambda: movies.search("", {"filter": "genres = "}))
    refused("invalid_search_filter", 400, lambda: movies.search("", {"filter": "unknown = 1"}))
    refused("invalid_search_sort", 400, lambda: movies.search("", {"sort": ["id:asc"]}))
    refused("invalid_search_facets", 400, lambda: movies.search("", {"facets": ["id"]}))
    refused("invalid_search_limit", 400, lambda: movies.search("", {"limit": "many"}))
    refused("bad_request", 400, lambda: movies.search("", {"unknown": 1}))
    refused("index_not_found", 404, lambda: client.index("none").search(""))


def tasks():
    all_tasks = client.get_tasks({"limit": 3})
    assert len(all_tasks.results) == 3 and all_tasks.total > 3 and all_tasks.next_ == all_tasks.results[-1].uid - 1
    failed = client.get_tasks({"statuses": ["failed"], "indexUids": ["bad"]})
    assert failed.total == 4 and all(task.error for task in failed.results)
    assert client.get_tasks({"types": ["settingsUpdate"], "limit": 1}).results[0].type == "settingsUpdate"
    assert client.get_task(0).uid == 0
    refused("task_not_found", 404, lambda: client.get_task(999_999))
    assert done(client.cancel_tasks({"uids": ["0"]})).details["canceledTasks"] == 0
    assert done(client.delete_tasks({"indexUids": ["bad"], "statuses": ["failed"]})).details["deletedTasks"] == 4
    refused("missing_task_filters", 400, lambda: client.delete_tasks({}))
    refused("invalid_task_statuses", 400, lambda: client.get_tasks({"statuses": ["nonsense"]}))


def stats():
    everything = client.get_all_stats()
    assert everything["indexes"]["movies"]["numberOfDocuments"] == 6 and everything["databaseSize"] > 0
    assert movies.get_stats().field_distribution.title == 6


def keys():
    assert {key.name for key in client.get_keys().results} >= {"Default Search API Key", "Default Admin API Key"}
    uid = str(uuid.uuid4())
    key = client.create_key({"uid": uid, "name": "only movies", "actions": ["search"], "indexes": ["mov*"], "expiresAt": None})
    limited = meilisearch.Client(URL, key.key)
    assert ids(limited.index("movies").search("moana")) == [5]
    refused("invalid_api_key", 403, lambda: limited.index("books").search(""))
    refused("invalid_api_key", 403, lambda: limited.index("movies").add_documents([{"id": 1}]))
    refused("invalid_api_key", 403, lambda: limited.get_keys())
    assert client.update_key(uid, {"name": "renamed"}).name == "renamed" and client.get_key(key.key).uid == uid
    refused("immutable_api_key_actions", 400, lambda: client.update_key(uid, {"actions": ["*"]}))
    client.delete_key(uid)
    refused("invalid_api_key", 403, lambda: limited.index("movies").search("moana"))
    refused("api_key_not_found", 404, lambda: client.get_key(uid))
    refused("missing_api_key_actions", 400, lambda: client.create_key({"indexes": [], "expiresAt": None}))
    refused("invalid_api_key", 403, lambda: meilisearch.Client(URL, "wrong").get_keys())


def ends():
    done(client.create_index("films"))
    done(client.swap_indexes([{"indexes": ["movies", "films"]}]))
    assert client.index("films").get_stats().number_of_documents == 6 and client.index("movies").get_stats().number_of_documents == 0
    done(client.index("films").delete_documents(filter="year < 2000"))
    assert client.index("films").get_stats().number_of_documents == 5
    done(client.index("films").delete_all_documents())
    assert client.index("films").get_documents().total == 0
    for uid in ("films", "movies", "books"):
        done(client.index(uid).delete())
    assert client.get_indexes()["total"] == 0


for part in (server, indexes, documents, settings, search, tasks, stats, keys, ends):
    try:
        part()
    except Exception:
        print(f"failed in {part.__name__}", file=sys.stderr)
        raise
print("the official client found all as it expects it")
