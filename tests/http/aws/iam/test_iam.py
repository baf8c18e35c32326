def test_every_name_has_a_role_that_sagemaker_may_assume(harness):
    role = harness.client("iam").get_role(RoleName="AmazonSageMaker-ExecutionRole")["Role"]
    assert role["Arn"] == "arn:aws:iam::000000000000:role/AmazonSageMaker-ExecutionRole"
    statement = role["AssumeRolePolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": "sagemaker.amazonaws.com"}
    assert role["CreateDate"].year == 2020


def test_no_roles_are_kept(harness):
    pages = harness.client("iam").get_paginator("list_roles").paginate()
    assert [role for page in pages for role in page["Roles"]] == []
